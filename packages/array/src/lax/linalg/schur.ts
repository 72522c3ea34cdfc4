import { onHost } from "../../core/callbacks/on-host.ts";
import type { HostArray } from "../../core/evaluate/host-array.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { notDifferentiable } from "./householder.ts";
import { realSchur } from "./real-schur.ts";
import { checkSquare } from "./square.ts";

type None = Readonly<Record<string, never>>;

function evaluate([a]: readonly HostArray[], results: readonly HostArray[]): void {
  const n = a!.shape[0]!;
  const schur = realSchur(Array.from(a!.data, Number), n);
  [schur?.t, schur?.z].forEach((values, place) => {
    const data = results[place]!.data as Float64Array;
    if (values === undefined) data.fill(NaN);
    else data.set(values);
  });
}

const routine = new Routine<None>({
  name: "schur",
  operandRanks: [2],
  types: ([a]) => {
    checkSquare("schur", a!);
    const square = abstractArray(a!.shape, a!.dtype);
    return [square, square];
  },
  evaluate,
  jvp: notDifferentiable(
    "schur",
    "differentiate what you compute from it by other functions, such as eigvals or solveSylvester",
  ),
  transpose: { nonlinear: "the form is not a linear function of the matrix" },
  procedure: onHost,
});

/**
 * The real Schur form of matrices a = z·t·zᵀ, on the host: t is upper triangular but for blocks of 2 by 2 on its diagonal, which belong to
 * pairs of conjugate eigenvalues, and z is orthogonal.
 *
 * @param a - float[..., n, n]
 * @returns t and z, as `a`.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [t, z] = linalg.schur(array([[1, 0], [0, 2]]));
 * t; // → [[1, 0], [0, 2]]
 */
export function schur(a: NDArray): readonly [t: NDArray, z: NDArray] {
  checkSquare("lax.linalg.schur", operand("linalg.schur", a));
  const [t, z] = applyRoutine(routine, [a], {});
  return [t!, z!];
}
