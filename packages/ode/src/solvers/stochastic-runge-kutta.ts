import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { traceFunction } from "@proj/array/core";
import type {
  AdditiveCoefficients,
  GeneralCoefficients,
  StochasticButcherTableau,
} from "../stochastic-butcher-tableau.ts";
import { incrementOf } from "../terms/control-term.ts";
import { BrownianIncrement, SpaceTimeLevyArea, SpaceTimeTimeLevyArea, type LevyArea } from "../terms/levy-area.ts";
import type { Term } from "../terms/term.ts";
import { asTime, combination, minus, plus, scaled } from "../trees.ts";
import { stageTime } from "./explicit-runge-kutta.ts";
import { StochasticSolver, type Stochastic, type StochasticStep } from "./stochastic-solver.ts";

/**
 * A stochastic Runge–Kutta method for Stratonovich equations dy = f dt + g ∘ dW: its tableau is its definition. With the increment
 * W and the Lévy areas H and K of a step,
 *
 *     zᵢ = y + Σⱼ aᵢⱼ h fⱼ + Σⱼ (aᵂᵢⱼ W + aᴴᵢⱼ H + aᴷᵢⱼ K) gⱼ
 *     y₁ = y + Σⱼ bⱼ h fⱼ + Σⱼ (bᵂⱼ W + bᴴⱼ H + bᴷⱼ K) gⱼ
 *
 * where fⱼ and gⱼ are drift and diffusion at stage j. For noise that does not depend on the state there is one g, and its change
 * with time is accounted for.
 *
 * @typeParam Adaptive - whether the tableau has weights of an error estimate.
 * @example
 * ```ts
 * import { StochasticButcherTableau, StochasticRungeKutta } from "@proj/ode";
 * const tableau = new StochasticButcherTableau({
 *   c: [1],
 *   a: [[1]],
 *   b: [0.5, 0.5],
 *   bError: null,
 *   w: { a: [[1]], b: [0.5, 0.5], bError: null },
 *   h: null,
 *   k: null,
 * });
 * class StochasticHeun extends StochasticRungeKutta<false> {
 *   get order() {
 *     return 2;
 *   }
 *   override get strongOrder() {
 *     return 0.5;
 *   }
 *   get tableau() {
 *     return tableau;
 *   }
 *   get estimatesError() {
 *     return false as const;
 *   }
 * }
 * new StochasticHeun().minimalLevyArea.name; // → "BrownianIncrement"
 * ```
 */
export abstract class StochasticRungeKutta<Adaptive extends boolean> extends StochasticSolver<Adaptive> {
  abstract readonly tableau: StochasticButcherTableau;

  /** What the Brownian motion has to know of each step, at least. */
  get minimalLevyArea(): LevyArea {
    const { h, k } = this.tableau;
    if (h === null) return BrownianIncrement;
    return k === null ? SpaceTimeLevyArea : SpaceTimeTimeLevyArea;
  }

  /** @throws UsageError if the method is for additive noise only and the diffusion depends on the state. */
  override init<Y, Args>(terms: Stochastic<Y, Args>, t0: ArrayLike, _t1: ArrayLike, y0: Y, args: Args): null {
    const diffusion = terms.terms[1];
    const start = asTime(t0, y0);
    if (this.tableau.isAdditive && dependsOn((y: Y) => diffusion.vf(start, y, args), y0)) {
      throw notAdditive(this.constructor.name);
    }
    return null;
  }

  protected advance<Y, Args>(step: StochasticStep<Y, Args>): { readonly y1: Y; readonly error: Y | null } {
    const area = areaOf(this, step);
    const controls = [area.W];
    if (this.tableau.h !== null && area instanceof SpaceTimeLevyArea) controls.push(area.H);
    if (this.tableau.k !== null && area instanceof SpaceTimeTimeLevyArea) controls.push(area.K);
    return this.tableau.isAdditive ? additiveStep(this, step, controls) : generalStep(this, step, controls);
  }
}

function areaOf<Y, Args>(
  self: StochasticRungeKutta<boolean>,
  { diffusion, t0, t1 }: StochasticStep<Y, Args>,
): BrownianIncrement {
  const area = diffusion.contr(t0, t1, { useLevy: true });
  if (area instanceof self.minimalLevyArea) return area;
  const operation = self.constructor.name;
  throw new UsageError({
    operation,
    received: area instanceof BrownianIncrement ? `noise of ${area.constructor.name}` : "a control without Lévy areas",
    expected: `a Brownian motion with ${self.minimalLevyArea.name}`,
    remedy: `make it so: new VirtualBrownianTree({ …, levyArea: ${self.minimalLevyArea.name} })`,
  });
}

/** The drift at each stage, where it is needed, times h. */
function driftOf<Y, Args>(self: StochasticRungeKutta<boolean>, step: StochasticStep<Y, Args>, index: number, z: Y): Y {
  return step.drift.vfProd(timeOf(self, step, index), z, step.args, step.h);
}

/** The time of a stage, which runs forwards even where the increment of the user's time is negative. */
function timeOf<Y, Args>(
  self: StochasticRungeKutta<boolean>,
  { t0, t1 }: StochasticStep<Y, Args>,
  index: number,
): NDArray {
  return stageTime(t0, t1, t1.sub(t0), index === 0 ? 0 : self.tableau.c[index - 1]!);
}

function additiveStep<Y, Args>(
  self: StochasticRungeKutta<boolean>,
  step: StochasticStep<Y, Args>,
  controls: readonly unknown[],
) {
  const { a, b, bError } = self.tableau;
  const { diffusion, t0, t1, y0, args } = step;
  const weights = weightsOf(self, isAdditive);
  const start = diffusion.vf(t0, y0, args);
  const product = productLike(diffusion, y0);
  const noise = controls.map((control) => product(start, control));
  const drifts: Y[] = [];
  b.forEach((_, index) => {
    const row = index === 0 ? [] : a[index - 1]!;
    const moved = plus(y0, combination(row, drifts));
    const z = plus(moved, combination(weights.map((weight) => weight.a[index]!), noise)); // prettier-ignore
    drifts.push(driftOf(self, step, index, z));
  });
  // The diffusion may depend on time.
  const change = scaled(minus(diffusion.vf(t1, y0, args), start), 0.5);
  const [w, h] = controls;
  const correction = product(change, h === undefined ? w : minus(w, scaled(h, 2)));
  const made = plus(combination(weights.map((weight) => weight.b), noise) ?? y0, correction); // prettier-ignore
  return {
    y1: plus(plus(y0, combination(b, drifts)), made),
    error: bError === null ? null : combination(bError, drifts),
  };
}

function generalStep<Y, Args>(
  self: StochasticRungeKutta<boolean>,
  step: StochasticStep<Y, Args>,
  controls: readonly unknown[],
) {
  const { a, b, bError } = self.tableau;
  const { diffusion, y0, args } = step;
  const weights = weightsOf(self, isGeneral);
  const product = productLike(diffusion, y0);
  const drifts: (Y | null)[] = [];
  const noises: (Y | null)[][] = controls.map(() => []);
  b.forEach((_, index) => {
    let z = plus(y0, index === 0 ? null : sum(a[index - 1]!, drifts));
    weights.forEach((weight, kind) => {
      z = plus(z, index === 0 ? null : sum(weight.a[index - 1]!, noises[kind]!));
    });
    drifts.push(isUsed({ a, b, bError }, index) ? driftOf(self, step, index, z) : null);
    const used = weights.map((weight) => isUsed(weight, index));
    const slope = used.includes(true) ? diffusion.vf(timeOf(self, step, index), z, args) : null;
    controls.forEach((control, kind) => noises[kind]!.push(used[kind]! ? product(slope, control) : null));
  });
  const total = (drift: readonly number[], noise: readonly (readonly number[])[]): Y | null =>
    noise.reduce<Y | null>(
      (so, row, kind) => {
        const next = sum(row, noises[kind]!);
        return so === null ? next : plus(so, next);
      },
      sum(drift, drifts),
    );
  return {
    y1: plus(y0, total(b, weights.map((weight) => weight.b))), // prettier-ignore
    error: bError === null ? null : total(bError, weights.map((weight) => weight.bError!)), // prettier-ignore
  };
}

/** The weights of W, H and K, as many as the method uses. */
function weightsOf<Kind extends AdditiveCoefficients | GeneralCoefficients>(
  self: StochasticRungeKutta<boolean>,
  is: (weights: unknown) => weights is Kind,
): readonly Kind[] {
  const { w, h, k } = self.tableau;
  return [w, h, k].filter(is);
}

const isAdditive = (weights: unknown): weights is AdditiveCoefficients =>
  typeof weights === "object" && weights !== null && "b" in weights && typeof weights.b === "number";
const isGeneral = (weights: unknown): weights is GeneralCoefficients =>
  typeof weights === "object" && weights !== null && !isAdditive(weights);

/** Whether a stage is needed for another one or for the result. */
function isUsed({ a, b, bError }: GeneralCoefficients, index: number): boolean {
  return b[index] !== 0 || (bError !== null && bError[index] !== 0) || a.some((row) => (row[index] ?? 0) !== 0);
}

/** A weighted sum over stages of which those are null whose weights are zero. */
function sum<Y>(weights: readonly number[], stages: readonly (Y | null)[]): Y | null {
  const places = stages.flatMap((stage, index) => (stage === null || weights[index] === 0 ? [] : [index]));
  return combination(
    places.map((index) => weights[index]!),
    places.map((index) => stages[index]!),
  );
}

/** The product of a term as an increment of the state. */
function productLike<Y, Args>(term: Term<Y, Args>, y: Y): (vf: unknown, control: unknown) => Y {
  return (vf, control) => incrementOf(y, term.prod(vf, control), vf, control);
}

/** Whether the result of a function depends on its argument, as far as its program shows. */
function dependsOn<Y>(f: (y: Y) => unknown, y: Y): boolean {
  const { jaxpr, consts } = traceFunction("StochasticRungeKutta", f, [y]);
  const { binders, equations, outputs } = jaxpr;
  const touched = new Set<unknown>(binders.slice(consts.length));
  for (const { inputs, outputs: results } of equations) {
    if ((inputs as readonly unknown[]).some((input) => touched.has(input))) results.forEach((one) => touched.add(one));
  }
  return outputs.some((output) => touched.has(output));
}

function notAdditive(solver: string): UsageError {
  return new UsageError({
    operation: solver,
    received: "a diffusion that depends on the state",
    expected: "additive noise: a diffusion of time and arguments alone",
    remedy: "choose a solver for other noise: GeneralShARK, SPaRK or SlowRK",
  });
}
