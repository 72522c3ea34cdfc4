import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import type { NoParams } from "../../core/primitives.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { rev } from "../movement.ts";
import { notDifferentiable } from "./householder.ts";
import { checkSquare } from "./square.ts";
import { tridiagonalize } from "./tridiagonal-reduction.ts";

/** Options of {@link tridiagonal}. */
export interface TridiagonalOptions {
  /** Whether the lower triangle is read and written, or the upper one; default true. */
  readonly lower?: boolean;
}

const readers: OptionReaders<TridiagonalOptions> = { lower: booleanOption };

const reduction: RoutineProcedure<NoParams> = (p, [x], [packed, d, e, taus]) => {
  const n = x!.shape[0]!;
  if (n === 0) return;
  const whole = p.workspace([n, n]);
  p.for(0, n, (i) => {
    p.copy(i.add(1), x!.row(i), whole.row(i));
    p.copy(i.add(1), x!.row(i), whole.column(i));
  });
  const form = tridiagonalize(p, whole);
  p.copy(n * n, x!.row(0), packed!.row(0));
  p.copy(n, form.diagonal.from([0]), d!.from([0]));
  p.copy(n - 1, form.offDiagonal.from([0]), e!.from([0]));
  p.copy(n - 1, form.taus.from([0]), taus!.from([0]));
  p.for(0, n, (k) => {
    packed!.at(k, k).set(d!.at(k));
  });
  p.for(0, n - 1, (k) => {
    const next = p.let(k.add(1));
    p.copy(p.integer(n).sub(next), form.vectors.row(k, next), packed!.column(k, next));
    packed!.at(next, k).set(e!.at(k));
  });
};

const routine = new Routine<NoParams>({
  name: "tridiagonal",
  operandRanks: [2],
  types: ([a]) => {
    checkSquare("tridiagonal", a!);
    const n = a!.shape[0]!;
    const between = abstractArray([Math.max(0, n - 1)], a!.dtype);
    return [abstractArray(a!.shape, a!.dtype), abstractArray([n], a!.dtype), between, between];
  },
  evaluate: evaluateBy(reduction),
  jvp: notDifferentiable("tridiagonal", "take the derivative of eigh"),
  transpose: { nonlinear: "the form is not a linear function of the matrix" },
  procedure: written(reduction),
});

/**
 * Reduces symmetric matrices to tridiagonal form by Householder reflectors, of which the matrix keeps the vectors.
 *
 * @param a - float[..., n, n], of which one triangle is read.
 * @param options - see {@link TridiagonalOptions}.
 * @returns the packed form, as `a`: diagonal, neighbouring diagonal, and behind it the vectors; then the diagonal, float[..., n], the
 * neighbouring one, float[..., n - 1], and the factors τ of the reflectors, float[..., n - 1].
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [, d, e] = linalg.tridiagonal(array([[1, 3, 4], [3, 2, 0], [4, 0, 2]]));
 * d; // ≈ [1, 2, 2]
 * e; // ≈ [-5, 0]
 */
export function tridiagonal(
  a: NDArray,
  options?: TridiagonalOptions,
): readonly [packed: NDArray, d: NDArray, e: NDArray, taus: NDArray] {
  const { lower = true } = readOptions<TridiagonalOptions>("lax.linalg.tridiagonal", options, readers);
  checkSquare("lax.linalg.tridiagonal", operand("linalg.tridiagonal", a));
  // Seen from the other end, the upper triangle is the lower one.
  const turned = (x: NDArray, axes: 1 | 2): NDArray =>
    lower
      ? x
      : rev(
          x,
          Array.from({ length: axes }, (_, k) => x.ndim - 1 - k),
        );
  const [packed, d, e, taus] = applyRoutine(routine, [turned(a, 2)], {});
  return [turned(packed!, 2), turned(d!, 1), turned(e!, 1), turned(taus!, 1)];
}
