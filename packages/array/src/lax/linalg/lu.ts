import { readArgument, integerOption, UsageError } from "@proj/tree/core";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import type { Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { Scalar, ScalarLike } from "../../core/procedure/scalar.ts";
import type { NoParams } from "../../core/primitives.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { abstractArray, describeArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add } from "../binary.ts";
import { pad, slice } from "../movement.ts";
import { identityMatrix, lowerTriangle, matrixProduct, takeRows, upperTriangle } from "./matrices.ts";
import { checkMatrix } from "./square.ts";
import { panel, solvePanel, solveTriangle } from "./triangular-solve.ts";

function evaluate([a]: readonly HostArray[], [lu, pivots, permutation]: readonly HostArray[]): void {
  const [rows, columns] = a!.shape as readonly [number, number];
  const x = Float64Array.from(a!.data);
  const order = permutation!.data;
  for (let i = 0; i < rows; i++) order[i] = i;
  for (let k = 0; k < Math.min(rows, columns); k++) {
    let pivot = k;
    for (let i = k + 1; i < rows; i++) if (Math.abs(x[i * columns + k]!) > Math.abs(x[pivot * columns + k]!)) pivot = i;
    pivots!.data[k] = pivot;
    if (pivot !== k) {
      [order[k], order[pivot]] = [order[pivot]!, order[k]!];
      for (let j = 0; j < columns; j++)
        [x[k * columns + j], x[pivot * columns + j]] = [x[pivot * columns + j]!, x[k * columns + j]!];
    }
    // A column of zeros has nothing to eliminate.
    if (x[k * columns + k] === 0) continue;
    for (let i = k + 1; i < rows; i++) {
      const factor = (x[i * columns + k]! /= x[k * columns + k]!);
      for (let j = k + 1; j < columns; j++) x[i * columns + j]! -= factor * x[k * columns + j]!;
    }
  }
  lu!.data.set(x);
}

/** How many columns are factored before what is right of them is updated by a product; a multiple of the width of panels. */
const blockSize = 32;

/**
 * A block of columns after the other: it is factored a panel at a time, and then its rows right of the block are solved for and its
 * products taken off the rest of the matrix (J. Dongarra, F. Gustavson and A. Karp 1984). What is right of a block goes a block of columns at
 * a time, each with its own exchanges of rows, and the first of them is factored while others still wait for their products.
 */
function procedure(p: ProcedureBuilder, [a]: readonly Buffer[], [lu, pivots, permutation]: readonly Buffer[]): void {
  const [m, n] = a!.shape as readonly [number, number];
  const rank = Math.min(m, n);
  const columns = p.workspace([panel, m]);
  p.for(0, m, (i) => {
    permutation!.at(i).set(i);
  });
  /** Exchanges rows of columns from `first` on as the pivots between two of them say. */
  const exchange = (from: Scalar, to: ScalarLike, first: Scalar, count: Scalar): void => {
    p.for(from, to, (k) => {
      const pivot = p.let(pivots!.at(k));
      p.if(pivot.ne(k), () => {
        p.swap(count, lu!.row(k, first), lu!.row(pivot, first));
      });
    });
  };
  /** What is solved for and multiplied once columns from `from` to `to` are factored, for `count` columns from `next` on. */
  const update = (from: Scalar, to: Scalar, next: Scalar, count: Scalar): void => {
    const known = p.let(to.sub(from));
    const right = lu!.corner(from, next);
    solvePanel(p, { buffer: lu!.corner(from, from), transposed: false, lower: true, unit: true }, right, known, count);
    const below = p.integer(m).sub(to);
    p.subtractProduct(lu!.block(to, next), lu!.block(to, from), right.block(0, 0), below, count, known);
  };
  /** Factors the columns of a block, whose rows it exchanges in these columns alone. */
  const factor = (begin: Scalar): void => {
    const end = p.let(begin.add(blockSize).min(rank));
    const block = { first: begin, width: p.let(end.sub(begin)) };
    p.for(
      begin,
      end,
      (first) => {
        const width = p.let(end.sub(first).min(panel));
        p.if(first.gt(begin), () => {
          update(begin, first, first, width);
        });
        p.for(first, m, (i) => {
          p.copy(width, lu!.row(i, first), columns.column(i));
        });
        p.for(0, width, (j) => {
          eliminate(p, lu!, columns, pivots!, permutation!, block, { first, width }, j);
        });
        p.for(first, m, (i) => {
          p.copy(width, columns.column(i), lu!.row(i, first));
        });
      },
      panel,
    );
  };
  // In the first round there is nothing to apply yet.
  p.for(0, Math.ceil(rank / blockSize) + 1, (round) => {
    const next = p.let(round.mul(blockSize).min(rank));
    const first = p.let(round.sub(1).max(0).mul(blockSize));
    const elements = p
      .integer(m)
      .sub(first)
      .mul(blockSize ** 2 / 4);
    p.forAtOnce(
      next,
      n,
      elements,
      (begin) => {
        const width = p.let(p.integer(n).sub(begin).min(blockSize));
        p.if(
          round.eq(0),
          () => {
            p.for(0, m, (i) => {
              p.copy(width, a!.row(i, begin), lu!.row(i, begin));
            });
          },
          () => {
            exchange(first, next, begin, width);
            update(first, next, begin, width);
          },
        );
        p.if(begin.eq(next).and(next.lt(rank)), () => {
          factor(next);
        });
      },
      blockSize,
    );
  });
  // The exchanges that came after a block was factored.
  p.forAtOnce(
    0,
    rank,
    rank * blockSize,
    (begin) => {
      const end = p.let(begin.add(blockSize).min(rank));
      exchange(end, rank, begin, p.let(end.sub(begin)));
    },
    blockSize,
  );
}

/** Some columns side by side: the first, and how many there are. */
interface Columns {
  readonly first: Scalar;
  readonly width: Scalar;
}

/** Finds the pivot of column `j` of a panel, exchanges rows of its block, and takes multiples of the column off those right of it. */
function eliminate(
  p: ProcedureBuilder,
  lu: Buffer,
  columns: Buffer,
  pivots: Buffer,
  permutation: Buffer,
  block: Columns,
  { first, width }: Columns,
  j: Scalar,
): void {
  const m = lu.shape[0]!;
  const k = p.let(first.add(j));
  const pivot = p.let(k);
  const largest = p.let(columns.at(j, k).abs());
  p.for(k.add(1), m, (i) => {
    const size = p.let(columns.at(j, i).abs());
    p.if(size.gt(largest), () => {
      largest.set(size);
      pivot.set(i);
    });
  });
  pivots.at(k).set(pivot);
  p.if(pivot.ne(k), () => {
    p.swap(block.width, lu.row(k, block.first), lu.row(pivot, block.first));
    p.swap(width, columns.column(k), columns.column(pivot));
    p.swap(1, permutation.from([k]), permutation.from([pivot]));
  });
  const divisor = p.let(columns.at(j, k));
  p.if(divisor.ne(0), () => {
    const next = p.let(k.add(1));
    const below = p.let(p.integer(m).sub(next));
    p.for(next, m, (i) => {
      columns.at(j, i).set(columns.at(j, i).div(divisor));
    });
    p.for(j.add(1), width, (other) => {
      p.axpy(below, columns.at(other, k).neg(), columns.row(j, next), columns.row(other, next));
    });
  });
}

/** Matrices with zeros after their rows and columns, or before them, up to `size` of each. */
function padded(x: NDArray, size: number, side: "low" | "high"): NDArray {
  const none = x.shape.map(() => 0);
  const missing = x.shape.map((length, axis) => (axis < x.ndim - 2 ? 0 : size - length));
  return pad(x, 0, side === "low" ? missing : none, side === "high" ? missing : none, none);
}

/** The first rows and columns of matrices. */
function corner(x: NDArray, rows: number, columns: number): NDArray {
  const start = x.shape.map(() => 0);
  return slice(x, start, [...x.shape.slice(0, -2), rows, columns]);
}

const routine: Routine<NoParams> = new Routine<NoParams>({
  name: "lu",
  operandRanks: [2],
  types: ([a]) => {
    checkMatrix("lu", a!);
    const [m, n] = a!.shape as readonly [number, number];
    return [abstractArray([m, n], a!.dtype), abstractArray([Math.min(m, n)], "int32"), abstractArray([m], "int32")];
  },
  evaluate,
  // With L⁻¹·P·dA·U⁻¹ = M: dL = L·tril(M, -1) and dU = triu(M)·U.
  jvp: ([a], [t]) => {
    const factors = applyRoutine(routine, [a!], {});
    const [packed, , permutation] = factors as readonly [NDArray, NDArray, NDArray];
    const [m, n] = packed.shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    const ones = (size: number): NDArray => identityMatrix(packed.shape.slice(0, -2), size, packed.dtype);
    const l = add(padded(lowerTriangle(corner(packed, m, k), -1), m, "high"), ones(m));
    const u = add(padded(upperTriangle(corner(packed, k, n)), n, "high"), padded(ones(n - k), n, "low"));
    const left = { leftSide: true, lower: true, transposeA: false, unitDiagonal: true };
    const right = { leftSide: false, lower: false, transposeA: false, unitDiagonal: false };
    const both = solveTriangle(u, solveTriangle(l, takeRows(t!, permutation), left), right);
    const change = add(matrixProduct(l, lowerTriangle(both, -1)), matrixProduct(upperTriangle(both), u));
    return [factors, [change, null, null]];
  },
  transpose: { nonlinear: "the factors are no linear function of the matrix" },
  procedure: written(procedure),
});

/**
 * LU decomposition with partial pivoting: P·x = L·U, where L has ones on its diagonal.
 *
 * @param x - float[..., m, n]
 * @returns both triangles in one matrix, as x; the int32 row with which each row was exchanged, in order, [..., min(m, n)]; and what
 * that amounts to, the int32 rows of x in the order in which they come in P·x, [..., m].
 * @throws UsageError for arrays without two axes, and for integers.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [lu, pivots, permutation] = linalg.lu(array([[1, 3], [2, 4]]));
 * lu; // → [[2, 4], [0.5, 1]]
 * permutation; // → [1, 0]
 */
export function lu(x: NDArray): readonly [lu: NDArray, pivots: NDArray, permutation: NDArray] {
  checkMatrix("lax.linalg.lu", operand("linalg.lu", x));
  return applyRoutine(routine, [x], {}) as readonly [NDArray, NDArray, NDArray];
}

type PermutationForm = { readonly permutationSize: number };

const permutationRoutine: Routine<PermutationForm> = new Routine<PermutationForm>({
  name: "luPivotsToPermutation",
  operandRanks: [1],
  types: ([pivots], { permutationSize }) => {
    if (pivots!.dtype !== "int32" || pivots!.shape[0]! > permutationSize) {
      throw new UsageError({
        operation: "luPivotsToPermutation",
        received: `${describeArray(pivots!)} for a permutation of ${permutationSize}`,
        expected: "int32 pivots, no more than there are rows",
        remedy: "give the pivots of lu, and the number of rows of the matrix",
      });
    }
    return [abstractArray([permutationSize], "int32")];
  },
  evaluate: ([pivots], [permutation]) => {
    const order = permutation!.data;
    for (let i = 0; i < order.length; i++) order[i] = i;
    for (let i = 0; i < pivots!.data.length; i++) {
      const j = pivots!.data[i]!;
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  },
  jvp: ([pivots], _, options) => [applyRoutine(permutationRoutine, [pivots!], options), [null]],
  transpose: { nonlinear: "its results are integers" },
  procedure: written((p, [pivots], [permutation]) => {
    p.for(0, permutation!.size, (i) => {
      permutation!.at(i).set(i);
    });
    p.for(0, pivots!.size, (i) => {
      p.swap(1, permutation!.from([i]), permutation!.from([pivots!.at(i)]));
    });
  }),
});

/**
 * The permutation that a list of exchanges amounts to.
 *
 * @param pivots - int32[..., k]: the row with which each row is exchanged, in order, as {@link lu} gives them.
 * @param permutationSize - the number of rows.
 * @returns int32[..., permutationSize]
 * @throws UsageError for pivots that are not int32, or more than rows.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.luPivotsToPermutation(array([2, 2], { dtype: "int32" }), 3); // → [2, 0, 1]
 */
export function luPivotsToPermutation(pivots: NDArray, permutationSize: number): NDArray {
  const size = readArgument("lax.linalg.luPivotsToPermutation", "permutationSize", permutationSize, integerOption(0));
  return applyRoutine(permutationRoutine, [operand("linalg.luPivotsToPermutation", pivots)], { permutationSize: size })[0]!; // prettier-ignore
}
