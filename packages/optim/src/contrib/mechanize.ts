import { arange, clip, maximum, sqrt, where, zeros, type NDArray } from "@proj/array";
import {
  convert,
  filled,
  integerOption,
  readArgument,
  readOptions,
  scalar,
  type OptionReaders,
} from "@proj/array/core";
import { arraysOf, beside, extremeDType, mapArrays, mapToState, normOf, vdotOf } from "../arrays.ts";
import { increment, inDType, noSteps, scalars, transformationOption, type Scalar } from "../hyperparameters.ts";
import { neededParams, type ArrayTree, type CountState, type GradientTransformation } from "../transformation.ts";

/** The state of the optimiser whose learning rate is found, and what it is found from. */
export interface MechanicState<Inner> extends CountState {
  readonly baseOptimizerState: Inner;
  readonly r: NDArray;
  readonly m: NDArray;
  readonly v: NDArray;
  readonly s: NDArray;
  readonly x0: ArrayTree;
}

/** The constants of {@link mechanize}. */
export interface MechanizeOptions {
  /** How much of each parameter is added to the gradients, by their norms; default 0.01. */
  readonly weightDecay?: Scalar;
  /** Against division by zero; default 1e-8. */
  readonly eps?: Scalar;
  /** The first scale; default 1e-6. */
  readonly sInit?: Scalar;
  /** How many decays are tried at once: 0.9, 0.99 …; default 6. */
  readonly numBetas?: number;
}

const readers: OptionReaders<MechanizeOptions> = {
  ...scalars("weightDecay", "eps", "sInit"),
  numBetas: integerOption(1),
};

/**
 * Mechanic: finds the learning rate of an optimiser while this runs (Cutkosky et al. 2023).
 *
 * @param baseOptimizer - the optimiser; its schedule is kept, its scale is found.
 * @param options - see {@link MechanizeOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sgd } from "@proj/optim";
 * import { mechanize } from "@proj/optim/contrib";
 * const { init, update } = mechanize(sgd(1), { sInit: 0.1 });
 * const params = array([2, 1]);
 * update(array([3, -4]), init(params), params)[0].toList(); // ≈ [-0.3, 0.4]
 * ```
 */
export function mechanize<Inner>(
  baseOptimizer: GradientTransformation<Inner>,
  options?: MechanizeOptions,
): GradientTransformation<MechanicState<Inner>> {
  const operation = "mechanize";
  readArgument(operation, "baseOptimizer", baseOptimizer, transformationOption);
  const { weightDecay = 0.01, eps = 1e-8, sInit = 1e-6, numBetas = 6 } = readOptions(operation, options, readers);
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      const none = zeros([numBetas], dtype);
      return {
        baseOptimizerState: baseOptimizer.init(params),
        count: noSteps(),
        r: none,
        m: none,
        v: none,
        s: filled([numBetas], 1, dtype).mul(inDType(sInit, dtype)),
        x0: arraysOf(params),
      };
    },
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const [moves, baseOptimizerState] = baseOptimizer.update(updates, state.baseOptimizerState, params, extra);
      const first = state.count.eq(0);
      const x0 = mapToState(operation, (_, p, old) => where(first, p, old), updates, { params, x0: state.x0 });
      const { dtype } = state.s;
      const sum = state.s.sum();
      const factor = sum
        .mul(convert(normOf(updates), dtype))
        .div(convert(normOf(params), dtype).add(inDType(eps, dtype)))
        .mul(inDType(weightDecay, dtype));
      const decayed = mapToState(operation, (g, p) => g.add(p.mul(beside(factor, p))), updates, { params });
      const before = mapToState(
        operation,
        (_, p, start) => start.sub(p).div(beside(sum.add(inDType(eps, dtype)), p)),
        updates,
        { params, x0 },
      );
      const delta = mapToState(operation, (d, u) => d.sub(u), before, { moves });
      const h = convert(vdotOf(operation, decayed, { before }), dtype);
      const clipped = clip(h, state.m.neg(), state.m);
      const powers = arange(1, numBetas + 1);
      const betas = convert(scalar(0.1, "float64").pow(convert(powers, "float64")).neg().add(1), dtype);
      const m = maximum(betas.mul(state.m), h.abs().add(inDType(eps, dtype)));
      const v = betas.mul(betas).mul(state.v).add(h.mul(h));
      const r = betas.mul(state.r).add(clipped.mul(state.s));
      const wealth = m.mul(inDType(sInit, dtype).div(numBetas)).add(maximum(r, 0));
      const s = wealth.div(sqrt(v).add(inDType(eps, dtype)));
      const scale = s.sum();
      const step = mapArrays(operation, (_, p, start, d) => start.sub(d.mul(beside(scale, d))).sub(p), updates, {
        params,
        x0,
        delta,
      });
      return [step, { baseOptimizerState, count: increment(state.count), r, m, v, s, x0 }];
    },
  };
}
