import { abs, cond, exp, where, type ArrayLike, type NDArray } from "@proj/array";
import { numberOption, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import {
  coefficientLike,
  slopeAt,
  type UnderdampedLangevinDiffusionTerm,
  type UnderdampedLangevinDriftTerm,
} from "../terms/langevin.ts";
import { BrownianIncrement, SpaceTimeTimeLevyArea, type SpaceTimeLevyArea } from "../terms/levy-area.ts";
import { langevinTerms, type TermStructure, type TermStructures } from "../terms/term-structure.ts";
import type { Term } from "../terms/term.ts";
import { asTime, inDTypeOf, mapArrays } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/*
 * J. Foster, T. Lyons, H. Oberhauser, "The shifted ODE method for underdamped Langevin MCMC", arXiv:2101.03446 (2021).
 */

/** Options of solvers of Langevin equations. */
export interface LangevinOptions {
  /**
   * Where friction times the length of the step is less than this, coefficients are computed by their Taylor series, whose rounding is less there. Default
   * 0.1, which suits single precision; 0.01 suits double precision.
   */
  readonly taylorThreshold?: number;
}

const readers: OptionReaders<LangevinOptions> = { taylorThreshold: numberOption };

/** A function of friction times step x, with its Taylor series at 0: the coefficients of 1, x, x², … */
export interface Coefficient {
  readonly taylor: readonly number[];
  readonly direct: (x: NDArray) => NDArray;
}

const decay = (x: NDArray): NDArray => exp(x.neg());

/** exp(-x) */
export const beta: Coefficient = { taylor: [1, -1, 1 / 2, -1 / 6, 1 / 24, -1 / 120], direct: decay };

/** (1 - exp(-x))/x to a higher power than {@link mean}. */
export const ratio: Coefficient = {
  taylor: [1, -1 / 2, 1 / 6, -1 / 24, 1 / 120, -1 / 720],
  direct: (x) => decay(x).sub(1).div(x).neg(),
};

/** (1 - exp(-x))/x */
export const mean: Coefficient = { taylor: ratio.taylor.slice(0, 5), direct: ratio.direct };

/** (exp(-x) + x - 1)/x² */
export const second: Coefficient = {
  taylor: [1 / 2, -1 / 6, 1 / 24, -1 / 120, 1 / 720],
  direct: (x) => decay(x).add(x).sub(1).div(x.mul(x)),
};

/** The weight of H: 6 (exp(-x)(x + 2) + x - 2)/x³ */
export const ofH: Coefficient = {
  taylor: [1, -1 / 2, 3 / 20, -1 / 30, 1 / 168],
  direct: (x) => decay(x).mul(x.add(2)).add(x).sub(2).mul(6).div(x.pow(3)),
};

/** The weight of K: 60 (exp(-x)(x(x + 6) + 12) - x(x - 6) - 12)/x⁴ */
export const ofK: Coefficient = {
  taylor: [0, -1, 1 / 2, -1 / 7, 5 / 168],
  direct: (x) =>
    decay(x)
      .mul(x.mul(x.add(6)).add(12))
      .sub(x.mul(x.sub(6)))
      .sub(12)
      .mul(60)
      .div(x.pow(4)),
};

/** The slope of the potential at the end of the last step, for methods that begin with it. */
export type LangevinState = { readonly slope: unknown } | null;

/** A step, whose trees are all of the structure of the position. */
export interface LangevinStep<X> {
  readonly h: NDArray;
  readonly x: X;
  readonly v: X;
  readonly gamma: X;
  readonly u: X;
  /** √(2 γ u) */
  readonly rho: X;
  readonly W: X;
  readonly H: X;
  readonly K: X;
  /** The slope of the potential. */
  readonly slope: (x: X) => X;
  /** The slope where the step begins. */
  readonly first: () => X;
  /** h^power · coefficient(scale · γ h). */
  readonly weight: (coefficient: Coefficient, options?: { readonly power?: 0 | 1; readonly scale?: number }) => X;
}

/** What a step gives. */
export interface LangevinResult<X> {
  readonly x: X;
  readonly v: X;
  /** The slope at its end, for methods that begin with it. */
  readonly slope: X | null;
  readonly error: readonly [X, X] | null;
}

type Langevin<X, Args> = {
  readonly terms: readonly [
    UnderdampedLangevinDriftTerm<X, Args> | { readonly term: UnderdampedLangevinDriftTerm<X, Args> },
    UnderdampedLangevinDiffusionTerm<X, Args> | { readonly term: UnderdampedLangevinDiffusionTerm<X, Args> },
  ];
};

interface Pair<Y, Args> {
  readonly terms: readonly [Term<Y, Args>, Term<Y, Args>];
}

/** A method for underdamped Langevin equations, exact in friction and noise. Linear interpolation. */
export abstract class LangevinSolver<Adaptive extends boolean> extends AbstractSolver<
  "langevin",
  Adaptive,
  LangevinState,
  Ends
> {
  readonly taylorThreshold: number;

  /** @param options - see {@link LangevinOptions}. */
  constructor(options?: LangevinOptions) {
    super();
    this.taylorThreshold = readOptions(new.target.name, options, readers).taylorThreshold ?? 0.1;
    Object.freeze(this);
  }

  get termStructure(): TermStructure<"langevin"> {
    return langevinTerms;
  }

  /** What the Brownian motion has to know of each step, at least. */
  abstract get minimalLevyArea(): typeof SpaceTimeLevyArea | typeof SpaceTimeTimeLevyArea;

  /** Whether a step begins with the slope at the end of the last one. */
  protected abstract get carriesSlope(): boolean;

  protected abstract advance<X>(step: LangevinStep<X>): LangevinResult<X>;

  init<Y, Args>(
    terms: TermStructures<Y, Args>["langevin"],
    _t0: ArrayLike,
    _t1: ArrayLike,
    y0: Y,
    args: Args,
  ): LangevinState {
    if (!this.carriesSlope) return null;
    const [x] = y0 as readonly [unknown, unknown];
    return { slope: slopeAt(termsOf<unknown, Args>(terms).drift.gradF, x, args) };
  }

  step<Y, Args>(
    terms: TermStructures<Y, Args>["langevin"],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: LangevinState,
    madeJump: boolean | NDArray,
  ): StepResult<Y, LangevinState, Ends> {
    const operation = this.constructor.name;
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const { drift, diffusion } = termsOf<unknown, Args>(terms);
    const [driftTerm, diffusionTerm] = (terms as unknown as Pair<Y, Args>).terms;
    const [x, v] = y0 as readonly [unknown, unknown];
    const h = driftTerm.contr(start, end) as NDArray;
    const area = diffusionTerm.contr(start, end, { useLevy: true });
    if (!(area instanceof this.minimalLevyArea)) throw otherArea(operation, this.minimalLevyArea.name, area);
    const gamma = coefficientLike(operation, "gamma", drift.gamma, x);
    const slope = (at: unknown): unknown => slopeAt(drift.gradF, at, args);
    const made = this.advance<unknown>({
      h,
      x,
      v,
      gamma,
      u: coefficientLike(operation, "u", drift.u, x),
      rho: diffusion.vf(start, [x, v], args),
      W: like(area.W, x),
      H: like(area.H, x),
      K: area instanceof SpaceTimeTimeLevyArea ? like(area.K, x) : null,
      slope,
      first: () => {
        if (state === null || madeJump === true) return slope(x);
        return madeJump === false
          ? state.slope
          : cond(
              madeJump,
              () => slope(x) as NDArray,
              () => state.slope as NDArray,
            );
      },
      weight: (coefficient, options) => weightOf(this, h, gamma, coefficient, options),
    });
    const y1 = [made.x, made.v] as Y;
    return {
      y1,
      error: made.error as Y | null,
      dense: { y0, y1 },
      state: made.slope === null ? null : { slope: made.slope },
      result: null,
    };
  }

  func<Y, Args>(terms: TermStructures<Y, Args>["langevin"], t: NDArray, y: Y, args: Args): unknown {
    return (terms as unknown as Term<Y, Args>).vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}

function weightOf<X>(
  self: LangevinSolver<boolean>,
  h: NDArray,
  gamma: X,
  { taylor, direct }: Coefficient,
  { power = 0, scale = 1 }: { readonly power?: 0 | 1; readonly scale?: number } = {},
): X {
  return mapArrays((c) => {
    const step = inDTypeOf(h, c);
    const whole = c.mul(step);
    const x = scale === 1 ? whole : whole.mul(scale);
    // Backwards in time, steps are negative.
    const small = abs(whole).lt(self.taylorThreshold);
    const series = taylor.reduceRight<NDArray>((sum, next) => sum.mul(x).add(next), x.mul(0));
    // The branch that is not taken must be finite, for the sake of derivatives.
    const value = where(small, series, direct(where(small, 1, x)));
    return power === 0 ? value : value.mul(step);
  }, gamma);
}

/** The two terms, without what shows them the time of the user. */
function termsOf<X, Args>(
  terms: unknown,
): {
  readonly drift: UnderdampedLangevinDriftTerm<X, Args>;
  readonly diffusion: UnderdampedLangevinDiffusionTerm<X, Args>;
} {
  const [drift, diffusion] = (terms as Langevin<X, Args>).terms;
  return {
    drift: "term" in drift ? drift.term : drift,
    diffusion: "term" in diffusion ? diffusion.term : diffusion,
  };
}

const like = <X>(noise: unknown, x: X): X => mapArrays((own, leaf) => inDTypeOf(own, leaf), noise as X, x);

function otherArea(operation: string, needed: string, area: unknown): UsageError {
  return new UsageError({
    operation,
    received: area instanceof BrownianIncrement ? `noise of ${area.constructor.name}` : "a control without Lévy areas",
    expected: `a Brownian motion with ${needed}`,
    remedy: `make it so: new VirtualBrownianTree({ …, levyArea: ${needed} })`,
  });
}
