import { readArgument, integerOption, UsageError } from "@proj/tree/core";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import { written, type Buffer, type ProcedureBuilder, type Scalar } from "../../core/procedure/builder.ts";
import type { NoParams } from "../../core/primitives.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { abstractArray, describeArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add } from "../binary.ts";
import { pad, slice } from "../movement.ts";
import { identityMatrix, lowerTriangle, matrixProduct, takeRows, upperTriangle } from "./matrices.ts";
import { checkMatrix } from "./square.ts";
import { panel, solvePanel, solveTriangle, type Triangle } from "./triangular-solve.ts";

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

/**
 * A panel of columns after the other: what the panels before contribute is substitution and one product; then the panel
 * itself is eliminated, with whole rows exchanged.
 */
function procedure(p: ProcedureBuilder, [a]: readonly Buffer[], [lu, pivots, permutation]: readonly Buffer[]): void {
  const [m, n] = a!.shape as readonly [number, number];
  const rank = Math.min(m, n);
  const above = p.workspace([rank, panel]);
  const unitLower: Triangle = { buffer: lu!, transposed: false, lower: true, unit: true };
  p.for(0, m, (i) => {
    p.copy(n, a!.row(i), lu!.row(i));
    permutation!.at(i).set(i);
  });
  p.for(
    0,
    n,
    (first) => {
      const end = p.let(first.add(panel).min(n));
      const width = p.let(end.sub(first));
      const done = p.let(first.min(rank));
      p.for(0, done, (i) => {
        p.copy(width, lu!.row(i, first), above.row(i));
      });
      solvePanel(p, unitLower, above, done, width);
      p.for(0, done, (i) => {
        p.copy(width, above.row(i), lu!.row(i, first));
      });
      const below = p.integer(m).sub(done);
      p.if(below.gt(0), () => {
        p.subtractProduct(lu!.block(done, first), lu!.block(done, 0), above.block(0, 0), below, width, done);
      });
      p.for(first, end.min(rank), (k) => {
        eliminate(p, lu!, pivots!, permutation!, k, end);
      });
    },
    panel,
  );
}

/** Finds the pivot of column k, exchanges rows, and takes multiples of row k off those below, up to column `end`. */
function eliminate(p: ProcedureBuilder, lu: Buffer, pivots: Buffer, permutation: Buffer, k: Scalar, end: Scalar): void {
  const [m, n] = lu.shape as readonly [number, number];
  const pivot = p.let(k);
  const largest = p.let(lu.at(k, k).abs());
  p.for(k.add(1), m, (i) => {
    const size = p.let(lu.at(i, k).abs());
    p.if(size.gt(largest), () => {
      largest.set(size);
      pivot.set(i);
    });
  });
  pivots.at(k).set(pivot);
  p.if(pivot.ne(k), () => {
    p.swap(n, lu.row(k), lu.row(pivot));
    p.swap(1, permutation.from([k]), permutation.from([pivot]));
  });
  const divisor = p.let(lu.at(k, k));
  p.if(divisor.ne(0), () => {
    const rest = p.let(end.sub(k).sub(1));
    p.for(k.add(1), m, (i) => {
      const factor = p.let(lu.at(i, k).div(divisor));
      lu.at(i, k).set(factor);
      p.axpy(rest, factor.neg(), lu.row(k, k.add(1)), lu.row(i, k.add(1)));
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
