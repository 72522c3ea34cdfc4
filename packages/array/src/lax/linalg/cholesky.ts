import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import type { Buffer } from "../../core/procedure/buffer.ts";
import { written, type ProcedureBuilder } from "../../core/procedure/builder.ts";
import type { NoParams } from "../../core/primitives.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, div, mul } from "../binary.ts";
import { identityMatrix, lowerTriangle, matrixProduct, matrixTranspose } from "./matrices.ts";
import { checkSquare } from "./square.ts";
import { panel, solveTriangle } from "./triangular-solve.ts";

/** Options of {@link cholesky}. */
export interface CholeskyOptions {
  /** Takes (x + xᵀ) / 2 in the place of x; otherwise the lower triangle is read. Default true. */
  readonly symmetrizeInput?: boolean;
}

const readers: OptionReaders<CholeskyOptions> = { symmetrizeInput: booleanOption };

function evaluate([a]: readonly HostArray[], [result]: readonly HostArray[]): void {
  const n = a!.shape[0]!;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a!.data[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      // The root of a pivot that is not positive is NaN, and so is everything after it.
      l[i * n + j] = i === j ? Math.sqrt(sum > 0 ? sum : NaN) : sum / l[j * n + j]!;
    }
  }
  const failed = n > 0 && Number.isNaN(l[n * n - 1]!);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) result!.data[i * n + j] = failed ? NaN : l[i * n + j]!;
}

/**
 * The columns of L one panel after the other: what the columns before contribute is one product, the rest is substitution. A
 * matrix that is not positive definite ends as NaN.
 */
function procedure(p: ProcedureBuilder, [a]: readonly Buffer[], [l]: readonly Buffer[]): void {
  const n = a!.shape[0]!;
  const before = p.workspace([n, panel]);
  const columns = p.workspace([panel, n]);
  const failed = p.letFlag(false);
  p.for(0, n, (i) => {
    p.copy(i.add(1), a!.row(i), l!.row(i));
  });
  p.for(
    0,
    n,
    (first) => {
      const end = p.let(first.add(panel).min(n));
      const width = p.let(end.sub(first));
      p.for(first, end, (j) => {
        p.copy(first, l!.row(j), before.column(j.sub(first)));
      });
      p.subtractProduct(
        l!.block(first, first),
        l!.block(first, 0),
        before.block(0, 0),
        p.integer(n).sub(first),
        width,
        first,
      );
      p.for(first, end, (i) => {
        p.for(first, i, (j) => {
          const known = p.dot(j.sub(first), l!.row(i, first), l!.row(j, first));
          l!.at(i, j).set(l!.at(i, j).sub(known).div(l!.at(j, j)));
        });
        const known = p.dot(i.sub(first), l!.row(i, first), l!.row(i, first));
        const square = p.let(l!.at(i, i).sub(known));
        p.if(square.gt(0).not(), () => {
          failed.set(1);
        });
        l!.at(i, i).set(square.sqrt());
      });
      // The rows below lie side by side in `columns`, so that they are solved for together.
      const rest = p.let(p.integer(n).sub(end));
      p.for(0, rest, (i) => {
        p.copy(width, l!.row(end.add(i), first), columns.column(i));
      });
      p.for(first, end, (j) => {
        const column = columns.row(j.sub(first));
        p.for(first, j, (k) => {
          p.axpy(rest, l!.at(j, k).neg(), columns.row(k.sub(first)), column);
        });
        p.scale(rest, p.let(p.constant(1).div(l!.at(j, j))), column);
      });
      p.for(0, rest, (i) => {
        p.copy(width, columns.column(i), l!.row(end.add(i), first));
      });
    },
    panel,
  );
  p.for(0, n, (i) => {
    p.if(failed, () => {
      p.fill(i.add(1), NaN, l!.row(i));
    });
    p.fill(p.integer(n - 1).sub(i), 0, l!.row(i, i.add(1)));
  });
}

const lower = { lower: true, unitDiagonal: false } as const;

/** The lower triangle, with half of the diagonal. */
function halved(x: NDArray): NDArray {
  return div(lowerTriangle(x), add(identityMatrix(x.shape.slice(0, -2), x.shape.at(-1)!, x.dtype), 1));
}

const routine = new Routine<NoParams>({
  name: "cholesky",
  operandRanks: [2],
  types: ([a]) => {
    checkSquare("cholesky", a!);
    return [abstractArray(a!.shape, a!.dtype)];
  },
  evaluate,
  // dL = L·Φ(L⁻¹·dA·L⁻ᵀ), where Φ takes the lower triangle and half of the diagonal (I. Murray, arXiv:1602.07527).
  jvp: ([a], [t]) => {
    const l = factor(a!);
    // Only the lower triangle is read.
    const symmetric = add(lowerTriangle(t!), matrixTranspose(lowerTriangle(t!, -1)));
    const right = solveTriangle(l, symmetric, { ...lower, leftSide: false, transposeA: true });
    const both = solveTriangle(l, right, { ...lower, leftSide: true, transposeA: false });
    // In a product with NaN, which a matrix has that is not positive definite, zeros would be NaN too.
    return [[l], [lowerTriangle(matrixProduct(l, halved(both)))]];
  },
  transpose: { nonlinear: "the factor is not a linear function of the matrix" },
  procedure: written(procedure),
});

/** The lower factor of matrices of which the lower triangles are read. */
export function factor(x: NDArray): NDArray {
  return applyRoutine(routine, [x], {})[0]!;
}

/** (x + xᵀ) / 2 */
export function symmetrized(x: NDArray): NDArray {
  return mul(add(x, matrixTranspose(x)), 0.5);
}

/**
 * The Cholesky factor: the lower triangular matrix L with positive diagonal for which L·Lᵀ = x.
 *
 * @param x - float[..., n, n], symmetric and positive definite.
 * @param options - see {@link CholeskyOptions}.
 * @returns as x. A matrix that is not positive definite gives NaN.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.cholesky(array([[4, 2], [2, 10]])); // → [[2, 0], [1, 3]]
 */
export function cholesky(x: NDArray, options?: CholeskyOptions): NDArray {
  const { symmetrizeInput = true } = readOptions<CholeskyOptions>("lax.linalg.cholesky", options, readers);
  checkSquare("lax.linalg.cholesky", operand("linalg.cholesky", x));
  return factor(symmetrizeInput ? symmetrized(x) : x);
}
