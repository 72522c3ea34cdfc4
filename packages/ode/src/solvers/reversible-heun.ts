import { cond, type ArrayLike, type NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { asTime, minus, plus, scaled } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/** A second solution beside the one that is asked for, and the slope there. */
export interface ReversibleState {
  readonly y: unknown;
  readonly slope: unknown;
}

/**
 * The reversible Heun method: order 2 with an embedded order 1, one evaluation a step, and steps that can be undone exactly.
 * Linear interpolation. For stochastic equations it converges to the Stratonovich solution.
 *
 * P. Kidger, J. Foster, X. Li, T. Lyons, "Efficient and accurate gradients for neural SDEs", Advances in Neural Information
 * Processing Systems (2021).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, ReversibleHeun } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new ReversibleHeun(), { t0: 0, t1: 1, dt0: 0.01, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class ReversibleHeun extends AbstractSolver<"term", true, ReversibleState, Ends> {
  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return 2;
  }

  override get strongOrder(): number {
    return 0.5;
  }

  init<Y, Args>(term: Term<Y, Args>, t0: ArrayLike, _t1: ArrayLike, y0: Y, args: Args): ReversibleState {
    return { y: y0, slope: term.vf(asTime(t0, y0), y0, args) };
  }

  step<Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: ReversibleState,
    madeJump: boolean | NDArray,
  ): StepResult<Y, ReversibleState, Ends> {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const again = (): unknown => term.vf(start, y0, args);
    const slope =
      madeJump === false ? state.slope : madeJump === true ? again() : cond(madeJump, again, () => state.slope);
    const control = term.contr(start, end);
    const beside = plus(minus(scaled(y0, 2), state.y as Y), term.prod(slope, control));
    const next = term.vf(end, beside, args);
    const y1 = plus(y0, scaled(term.prod(plus(slope, next), control), 0.5));
    const error = scaled(term.prod(minus(next, slope), control), 0.5);
    return { y1, error, dense: { y0, y1 }, state: { y: beside, slope: next }, result: null };
  }

  func<Y, Args>(term: Term<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return term.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}
