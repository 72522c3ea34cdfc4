import type { ArrayLike, NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { asTime, plus } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/**
 * Euler's method: y₁ = y₀ + h f(t₀, y₀). Order 1, no error estimate, linear interpolation. For stochastic equations it
 * converges to the Itô solution.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { Euler, ODETerm } from "@proj/ode";
 * const solver = new Euler();
 * const term = new ODETerm((_t, y: NDArray) => y.neg());
 * const state = solver.init(term, 0, 0.5, array([1]), undefined);
 * solver.step(term, 0, 0.5, array([1]), undefined, state, false).y1.toList(); // → [0.5]
 * ```
 */
export class Euler extends AbstractSolver<"term", false, null, Ends> {
  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 1;
  }

  override get strongOrder(): number {
    return 0.5;
  }

  override get adaptsToNoise(): boolean {
    return false;
  }

  init<Y, Args>(_term: Term<Y, Args>, _t0: ArrayLike, _t1: ArrayLike, _y0: Y, _args: Args): null {
    return null;
  }

  step<Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    _state: null,
    _madeJump: boolean | NDArray,
  ): StepResult<Y, null, Ends> {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const y1 = plus(y0, term.vfProd(start, y0, args, term.contr(start, end)));
    return { y1, error: null, dense: { y0, y1 }, state: null, result: null };
  }

  func<Y, Args>(term: Term<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return term.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}
