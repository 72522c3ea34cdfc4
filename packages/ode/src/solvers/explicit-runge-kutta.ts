import { cond, where, type ArrayLike, type NDArray } from "@proj/array";
import type { ButcherTableau } from "../butcher-tableau.ts";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { asTime, combination, plus } from "../trees.ts";

/** The slope at the end of the last step, for methods that begin with it; null for the others. */
export type FirstSameAsLast = { readonly slope: unknown } | null;

/** The ends of a step and its stages, each an increment of the state. */
export interface Stages {
  readonly y0: unknown;
  readonly y1: unknown;
  readonly k: readonly unknown[];
}

/** The ends of a step and its stages, for the interpolation of a method. */
export interface StepStages<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly y1: Y;
  readonly k: readonly Y[];
}

/**
 * An explicit Runge–Kutta method: its tableau is its definition.
 *
 * @typeParam Adaptive - whether the tableau has weights of an error estimate.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ButcherTableau, diffeqsolve, ExplicitRungeKutta, LocalLinearInterpolation, ODETerm, type StepStages } from "@proj/ode";
 *
 * const tableau = new ButcherTableau({
 *   c: [1 / 2, 1 / 2, 1],
 *   a: [[1 / 2], [0, 1 / 2], [0, 0, 1]],
 *   b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
 *   bError: null,
 * });
 * class RK4 extends ExplicitRungeKutta<false> {
 *   get order() {
 *     return 4;
 *   }
 *   get tableau() {
 *     return tableau;
 *   }
 *   get estimatesError() {
 *     return false as const;
 *   }
 *   protected interpolate<Y>(step: StepStages<Y>) {
 *     return new LocalLinearInterpolation(step);
 *   }
 * }
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new RK4(), { t0: 0, t1: 1, dt0: 0.25, y0: array([1]) }).ys.toList(); // ≈ [[0.3679]]
 * ```
 */
export abstract class ExplicitRungeKutta<Adaptive extends boolean = true> extends AbstractSolver<
  "term",
  Adaptive,
  FirstSameAsLast,
  Stages
> {
  abstract readonly tableau: ButcherTableau;

  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  /** The solution within a step. */
  protected abstract interpolate<Y>(step: StepStages<Y>): Path<Y>;

  init<Y, Args>(term: Term<Y, Args>, t0: ArrayLike, t1: ArrayLike, y0: Y, args: Args): FirstSameAsLast {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    return carriesSlope(this, term, start, end, y0, args) ? { slope: term.vf(start, y0, args) } : null;
  }

  step<Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: FirstSameAsLast,
    madeJump: boolean | NDArray,
  ): StepResult<Y, FirstSameAsLast, Stages> {
    const { a, b, bError, c, endsAtResult } = this.tableau;
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const h = end.sub(start);
    const control = term.contr(start, end);
    const carries = carriesSlope(this, term, start, end, y0, args);
    let slope: unknown = null;
    const stage = (t: NDArray, y: Y): Y => {
      if (!carries) return term.vfProd(t, y, args, control);
      slope = term.vf(t, y, args);
      return term.prod(slope, control);
    };
    let yi = y0;
    const k: Y[] = [
      carries
        ? term.prod(
            firstSlope(state, madeJump, () => term.vf(start, y0, args)),
            control,
          )
        : stage(start, y0),
    ];
    a.forEach((row, index) => {
      yi = plus(y0, combination(row, k));
      k.push(stage(stageTime(start, end, h, c[index]!), yi));
    });
    const y1 = endsAtResult ? yi : plus(y0, combination(b, k));
    return {
      y1,
      error: bError === null ? null : combination(bError, k),
      dense: { y0, y1, k: this.interpolatesWithStages ? k : [] },
      state: carries ? { slope } : null,
      result: null,
    };
  }

  func<Y, Args>(term: Term<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return term.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, { y0, y1, k }: Stages): Path<Y> {
    return this.interpolate({ t0, t1, y0: y0 as Y, y1: y1 as Y, k: k as readonly Y[] });
  }

  /** Whether interpolation needs the stages; default true. */
  protected get interpolatesWithStages(): boolean {
    return true;
  }
}

/** An expensive vector field is never evaluated by itself, so that nothing can be carried. */
function carriesSlope<Y, Args>(
  self: ExplicitRungeKutta<boolean>,
  term: Term<Y, Args>,
  t0: NDArray,
  t1: NDArray,
  y0: Y,
  args: Args,
): boolean {
  return self.tableau.firstSameAsLast && !term.isVfExpensive(t0, t1, y0, args);
}

/** The time of a stage; the end of the step without rounding. */
export function stageTime(t0: NDArray, t1: NDArray, h: NDArray, c: number | NDArray): NDArray {
  if (typeof c === "number") return c === 1 ? t1 : c === 0 ? t0 : t0.add(h.mul(c));
  return where(c.eq(1), t1, t0.add(h.mul(c)));
}

/** The slope at the beginning of a step: that from the end of the last one, if it still holds. */
export function firstSlope(state: FirstSameAsLast, madeJump: boolean | NDArray, evaluate: () => unknown): unknown {
  if (state === null || madeJump === true) return evaluate();
  if (madeJump === false) return state.slope;
  return cond(madeJump, evaluate, () => state.slope);
}
