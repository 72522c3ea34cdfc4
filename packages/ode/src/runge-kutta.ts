import type { ArrayLike, NDArray } from "@proj/array";
import { toArray } from "@proj/array/core";
import { map } from "@proj/tree";
import type { ButcherTableau } from "./butcher-tableau.ts";
import type { DenseInfo, Solver, SolverState, StepResult } from "./solver.ts";
import type { Term } from "./term.ts";

const mapArrays = <Y>(f: (...leaves: NDArray[]) => NDArray, ...trees: readonly Y[]): Y => {
  const [first, ...rest] = trees as readonly unknown[];
  return map(f as (leaf: unknown, ...rest: unknown[]) => unknown, first, ...rest) as Y;
};

/** Σ weightᵢ · treeᵢ, leaving out zero weights; null when nothing is left. */
function combination<Y>(weights: readonly number[], trees: readonly Y[]): Y | null {
  const terms = weights.flatMap((weight, index) => (weight === 0 ? [] : [{ weight, tree: trees[index]! }]));
  if (terms.length === 0) return null;
  return mapArrays(
    (...leaves) =>
      leaves
        .map((leaf, index) => (terms[index]!.weight === 1 ? leaf : leaf.mul(terms[index]!.weight)))
        .reduce((x, y) => x.add(y)),
    ...terms.map(({ tree }) => tree),
  );
}

const add = <Y>(y: Y, increment: Y | null): Y => (increment === null ? y : mapArrays((a, b) => a.add(b), y, increment));
const times = <Y>(h: NDArray, slope: Y): Y =>
  mapArrays((leaf) => leaf.mul(h.dtype === leaf.dtype ? h : h.astype(leaf.dtype)), slope);

/**
 * An explicit Runge–Kutta method: its tableau is its definition.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ButcherTableau, diffeqsolve, ExplicitRungeKutta, ODETerm, type DenseInfo } from "@proj/ode";
 * import { map } from "@proj/tree";
 *
 * class RK4 extends ExplicitRungeKutta {
 *   readonly order = 4;
 *   readonly tableau = new ButcherTableau({
 *     c: [1 / 2, 1 / 2, 1],
 *     a: [[1 / 2], [0, 1 / 2], [0, 0, 1]],
 *     b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
 *     bError: null,
 *   });
 *   interpolate<Y>({ y0, y1 }: DenseInfo<Y>, theta: NDArray): Y {
 *     const between = (a: unknown, b: unknown) => (a as NDArray).add((b as NDArray).sub(a as NDArray).mul(theta));
 *     return map(between, y0 as unknown, y1 as unknown) as Y;
 *   }
 * }
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new RK4(), { t0: 0, t1: 1, dt0: 0.25, y0: array([1]) }).ys.toList(); // ≈ [[0.3679]]
 * ```
 */
export abstract class ExplicitRungeKutta implements Solver {
  abstract readonly order: number;
  abstract readonly tableau: ButcherTableau;
  abstract interpolate<Y>(dense: DenseInfo<Y>, theta: NDArray): Y;

  init<Y, Args>(term: Term<Y, Args>, t0: ArrayLike, _t1: ArrayLike, y0: Y, args: Args): SolverState<Y> {
    return this.tableau.firstSameAsLast ? { slope: term.vectorField(toArray(t0), y0, args) } : null;
  }

  step<Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: SolverState<Y>,
    madeJump: boolean,
  ): StepResult<Y, SolverState<Y>, DenseInfo<Y>> {
    const { a, b, bError, c, firstSameAsLast } = this.tableau;
    const start = toArray(t0);
    const h = toArray(t1).sub(start);
    const first = state === null || madeJump ? term.vectorField(start, y0, args) : state.slope;
    let slope = first;
    const k: Y[] = [times(h, first)];
    a.forEach((row, index) => {
      slope = term.vectorField(start.add(h.mul(c[index]!)), add(y0, combination(row, k)), args);
      k.push(times(h, slope));
    });
    return {
      y1: add(y0, combination(b, k)),
      error: bError === null ? null : combination(bError, k),
      dense: { y0, y1: add(y0, combination(b, k)), k: this.interpolatesWithStages ? k : [] },
      state: firstSameAsLast ? { slope } : null,
    };
  }

  /** Whether interpolation needs the stages; default false. */
  protected readonly interpolatesWithStages: boolean = false;
}

/** The straight line between the ends of a step. */
export function linearInterpolation<Y>({ y0, y1 }: DenseInfo<Y>, theta: NDArray): Y {
  return mapArrays((a, b) => a.add(b.sub(a).mul(theta)), y0, y1);
}

/**
 * The cubic through both ends of a step with the first and the last stage as slopes there (times the step length):
 * ((a θ + b) θ + k₀) θ + y₀ with a = k₀ + k₁ + 2 y₀ - 2 y₁ and b = -2 k₀ - k₁ - 3 y₀ + 3 y₁.
 */
export function hermiteInterpolation<Y>({ y0, y1, k }: DenseInfo<Y>, theta: NDArray): Y {
  const [first, last] = [k[0]!, k.at(-1)!];
  return mapArrays(
    (from, to, k0, k1) => {
      const rise = to.sub(from);
      const cubic = k0.add(k1).sub(rise.mul(2));
      const square = rise.mul(3).sub(k0.mul(2)).sub(k1);
      return cubic.mul(theta).add(square).mul(theta).add(k0).mul(theta).add(from);
    },
    y0,
    y1,
    first,
    last,
  );
}

/** y0 + Σ bᵢ(θ) kᵢ. */
export function stageInterpolation<Y>({ y0, k }: DenseInfo<Y>, weights: readonly NDArray[]): Y {
  return mapArrays(
    (y, ...stages) => stages.reduce((sum, stage, index) => sum.add(stage.mul(weights[index]!)), y),
    y0,
    ...k,
  );
}
