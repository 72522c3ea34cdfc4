import type { ArrayLike, NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { asTime, plus } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/** The beginning of the step before. */
export interface StepBefore {
  readonly t: NDArray;
  readonly y: unknown;
}

/**
 * The leapfrog or midpoint method: y₁ = y₋₁ + (t₁ - t₋₁) f(t₀, y₀), a linear method of two steps, of which the first is one of
 * Euler's. Order 2, no error estimate, linear interpolation. It can be run backwards exactly.
 *
 * L. F. Shampine, "Stability of the leapfrog/midpoint method", Applied Mathematics and Computation 208 (2009) 293–298.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, LeapfrogMidpoint, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new LeapfrogMidpoint(), { t0: 0, t1: 1, dt0: 0.01, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class LeapfrogMidpoint extends AbstractSolver<"term", false, StepBefore, Ends> {
  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 2;
  }

  init<Y, Args>(_term: Term<Y, Args>, t0: ArrayLike, _t1: ArrayLike, y0: Y, _args: Args): StepBefore {
    return { t: asTime(t0, y0), y: y0 };
  }

  step<Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    before: StepBefore,
    _madeJump: boolean | NDArray,
  ): StepResult<Y, StepBefore, Ends> {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const y1 = plus(before.y as Y, term.vfProd(start, y0, args, term.contr(before.t, end)));
    return { y1, error: null, dense: { y0, y1 }, state: { t: start, y: y0 }, result: null };
  }

  func<Y, Args>(term: Term<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return term.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}
