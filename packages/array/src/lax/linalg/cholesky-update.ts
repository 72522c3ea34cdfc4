import { UsageError } from "@proj/tree/core";
import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import type { NoParams } from "../../core/primitives.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray, describeArray, type AbstractArray } from "../../core/types/abstract-array.ts";
import { shapesEqual } from "../../core/types/shape.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { notDifferentiable } from "./householder.ts";
import { rotation } from "./rotation.ts";
import { checkSquare } from "./square.ts";

/** A rotation of each row of R with what is left of the vector takes one element of it to 0. */
const update: RoutineProcedure<NoParams> = (p, [r, w], [result]) => {
  const n = r!.shape[0]!;
  const rest = p.workspace([1, n]);
  p.copy(n, w!.from([0]), rest.row(0));
  p.copy(n * n, r!.row(0), result!.row(0));
  p.for(0, n, (k) => {
    const { c, s } = rotation(p, result!.at(k, k), rest.at(0, k));
    p.rotate(p.integer(n).sub(k), c, s, result!.row(k, k), rest.row(0, k));
    // The diagonal of a Cholesky factor is positive.
    p.if(result!.at(k, k).lt(0), () => {
      p.scale(p.integer(n).sub(k), -1, result!.row(k, k));
    });
  });
};

function checkUpdate(
  operation: string,
  r: Pick<AbstractArray, "shape" | "dtype">,
  w: Pick<AbstractArray, "shape" | "dtype">,
): void {
  if (shapesEqual(w.shape, r.shape.slice(0, -1)) && w.dtype === r.dtype) return;
  throw new UsageError({
    operation,
    received: [r, w].map((x) => describeArray({ weakType: false, ...x })).join(" and "),
    expected: "a vector with an element for each row of the matrix, of its dtype",
    remedy: "reshape or convert the vector",
  });
}

const routine = new Routine<NoParams>({
  name: "choleskyUpdate",
  operandRanks: [2, 1],
  types: ([r, w]) => {
    checkSquare("choleskyUpdate", r!);
    checkUpdate("choleskyUpdate", r!, w!);
    return [abstractArray(r!.shape, r!.dtype)];
  },
  evaluate: evaluateBy(update),
  jvp: notDifferentiable("choleskyUpdate", "take the derivative of cholesky"),
  transpose: { nonlinear: "the factor is not a linear function of the vector" },
  procedure: written(update),
});

/**
 * The Cholesky factor of a matrix to which w·wᵀ is added, from the factor of the matrix, in O(n²) operations.
 *
 * @param r - float[..., n, n]: the upper factor R of the matrix RᵀR; what stands below the diagonal is not read, and stays.
 * @param w - float[..., n]
 * @returns the upper factor of RᵀR + w·wᵀ, as `r`.
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.choleskyUpdate(array([[3, 0], [0, 1]]), array([4, 0])); // ≈ [[5, 0], [0, 1]]
 */
export function choleskyUpdate(r: NDArray, w: NDArray): NDArray {
  const operation = "lax.linalg.choleskyUpdate";
  checkSquare(operation, operand("linalg.choleskyUpdate", r));
  checkUpdate(operation, r, operand("linalg.choleskyUpdate", w));
  return applyRoutine(routine, [r, w], {})[0]!;
}
