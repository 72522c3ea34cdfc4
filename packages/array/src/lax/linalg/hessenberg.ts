import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { notDifferentiable } from "./householder.ts";
import { makeReflector, safeScale } from "./reflectors.ts";
import { checkSquare } from "./square.ts";

type None = Readonly<Record<string, never>>;

/** One reflector for each column, applied from both sides. */
const reduction: RoutineProcedure<None> = (p, [x], [a, taus]) => {
  const n = x!.shape[0]!;
  if (n === 0) return;
  p.copy(n * n, x!.row(0), a!.row(0));
  const scale = safeScale(p, a!);
  p.if(scale.ne(1), () => {
    p.scale(n * n, scale, a!.row(0));
  });
  const [v, y] = [p.workspace([1, n]), p.workspace([1, n])];
  p.for(0, n - 1, (k) => {
    const next = p.let(k.add(1));
    const length = p.let(p.integer(n).sub(next));
    p.copy(length, a!.column(k, next), v.row(0));
    const { tau, beta } = makeReflector(p, length, v.at(0, 0), v.row(0, 1));
    p.copy(length, v.row(0), a!.column(k, next));
    a!.at(next, k).set(beta);
    taus!.at(k).set(tau);
    v.at(0, 0).set(1);
    p.fill(length, 0, y.row(0));
    p.addProduct(y.block(0, 0), v.block(0, 0), a!.block(next, next), 1, length, length);
    p.for(next, n, (i) => {
      p.axpy(length, tau.mul(v.at(0, i.sub(next))).neg(), y.row(0), a!.row(i, next));
    });
    p.for(0, n, (i) => {
      const along = p.dot(length, a!.row(i, next), v.row(0));
      p.axpy(length, along.mul(tau).neg(), v.row(0), a!.row(i, next));
    });
  });
  p.if(scale.ne(1), () => {
    // The form has the scale of the matrix; the vectors below it do not depend on it.
    p.for(0, n, (i) => {
      const first = p.let(i.sub(1).max(0));
      p.scale(p.integer(n).sub(first), p.constant(1).div(scale), a!.row(i, first));
    });
  });
};

const routine = new Routine<None>({
  name: "hessenberg",
  operandRanks: [2],
  types: ([a]) => {
    checkSquare("hessenberg", a!);
    return [abstractArray(a!.shape, a!.dtype), abstractArray([Math.max(0, a!.shape[0]! - 1)], a!.dtype)];
  },
  evaluate: evaluateBy(reduction),
  jvp: notDifferentiable("hessenberg", "differentiate what you compute from it by other functions"),
  transpose: { nonlinear: "the form is not a linear function of the matrix" },
  procedure: written(reduction),
});

/**
 * Reduces matrices to upper Hessenberg form by Householder reflectors from both sides.
 *
 * @param a - float[..., n, n]
 * @returns the form in the upper triangle and the diagonal below it, with the vectors of the reflectors under that, as `a`; and their
 * factors τ: float[..., n - 1].
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [packed, taus] = linalg.hessenberg(array([[1, 2], [3, 4]]));
 * packed; // → [[1, 2], [3, 4]]
 * taus; // → [0]
 */
export function hessenberg(a: NDArray): readonly [packed: NDArray, taus: NDArray] {
  checkSquare("lax.linalg.hessenberg", operand("linalg.hessenberg", a));
  const [packed, taus] = applyRoutine(routine, [a], {});
  return [packed!, taus!];
}
