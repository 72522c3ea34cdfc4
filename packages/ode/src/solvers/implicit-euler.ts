import type { ArrayLike, NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { Chord } from "../root-finders/chord.ts";
import type { Found } from "../root-finders/root-finder.ts";
import { implicitRoot } from "../root-finders/root-find.ts";
import type { StepResult } from "../solver.ts";
import { isSde } from "../terms/brownian.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { asTime, minus, plus, scaled } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";
import { ImplicitSolver, type ImplicitOptions } from "./implicit-solver.ts";

/**
 * The implicit Euler method: y₁ = y₀ + h f(t₁, y₁). Order 1, A-, B- and L-stable; its error is estimated by the difference
 * from the trapezoidal rule. Linear interpolation.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ImplicitEuler, ODETerm, PIDController } from "@proj/ode";
 * const stiff = new ODETerm((_t, y: NDArray) => y.mul(-1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([1]), stepsizeController };
 * diffeqsolve(stiff, new ImplicitEuler(), options).ys.shape; // → [1, 1]
 * ```
 */
export class ImplicitEuler extends ImplicitSolver<"term", null, Ends> {
  /** @param options - see {@link ImplicitOptions}; the root finder is {@link Chord} by default. */
  constructor(options?: ImplicitOptions) {
    super(options, () => new Chord());
    Object.freeze(this);
  }

  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  get order(): number {
    return 1;
  }

  override errorOrder(terms: unknown): number | null {
    return isSde(terms) ? null : 2;
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
    const control = term.contr(start, end);
    const k0 = term.vfProd(start, y0, args, control);
    const residual = (k: Y): Y => minus(k, term.vfProd(end, plus(y0, k), args, control));
    const search = { maxSteps: this.rootFindMaxSteps };
    const find = (guess: Y): Found<Y> => this.rootFinder.find(residual, guess, search);
    const { value: k1, result } = implicitRoot(residual, find, k0);
    const y1 = plus(y0, k1);
    return { y1, error: scaled(minus(k1, k0), 0.5), dense: { y0, y1 }, state: null, result };
  }

  func<Y, Args>(term: Term<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return term.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}
