import { maximum, minimum, sqrt, where, zeros, type NDArray } from "@proj/array";
import { booleanOption, convert, readArgument, readOptions, toArray, type OptionReaders } from "@proj/array/core";
import { beside, extremeDType, mapArrays, mapToState, squaredNormOf, vdotOf, zerosLike } from "../arrays.ts";
import {
  atStep,
  computingDType,
  increment,
  inDType,
  noSteps,
  oneMinus,
  scalarOrScheduleOption,
  scalars,
  type Scalar,
} from "../hyperparameters.ts";
import { biasOf, mix } from "../moments.ts";
import {
  neededExtra,
  neededParams,
  type ArrayTree,
  type CountState,
  type GradientTransformation,
  type ScalarOrSchedule,
} from "../transformation.ts";

/** The mean of gradients, and what the model of the loss is made of. */
export interface MomoState extends CountState {
  readonly expAvg: ArrayTree;
  readonly barf: NDArray;
  readonly gamma: NDArray;
  readonly lb: NDArray;
}

/** The state of {@link momo} with Adam's mean of squares. */
export interface MomoAdamState extends MomoState {
  readonly expAvgSq: ArrayTree;
}

/** What {@link momo} and {@link momoAdam} know of the loss. */
export interface MomoBoundOptions {
  /** A lower bound of the loss; default 0. */
  readonly lowerBound?: Scalar;
  /** How much of each parameter is subtracted, times the learning rate; default 0. */
  readonly weightDecay?: Scalar;
  /** Whether the lower bound is raised while it runs; default false. */
  readonly adaptLowerBound?: boolean;
}

/** The constants of {@link momo}. */
export interface MomoOptions extends MomoBoundOptions {
  /** Decay of the means; default 0.9. */
  readonly beta?: Scalar;
}

const boundReaders: OptionReaders<MomoBoundOptions> = {
  ...scalars("lowerBound", "weightDecay"),
  adaptLowerBound: booleanOption,
};
const momoReaders: OptionReaders<MomoOptions> = { ...scalars("beta"), ...boundReaders };

/** Squared norms up to this one count as zero: the precision of single precision. */
const tiny = 2 ** -23;

/** A step of the model of the loss: how far to go, and the next lower bound. */
function modelStep(
  {
    alpha,
    weightDecay,
    barf,
    gamma,
    iprod,
    lb,
    norm,
    correction,
  }: Readonly<Record<"alpha" | "weightDecay" | "barf" | "gamma" | "iprod" | "lb" | "norm" | "correction", NDArray>>,
  lowerBound: NDArray,
  adapts: boolean,
): readonly [tau: NDArray, lb: NDArray] {
  const growth = alpha.mul(weightDecay).add(1);
  const cap = growth.mul(barf.sub(gamma)).add(iprod);
  const bound = growth.mul(correction);
  const lowered = maximum(cap.div(bound.mul(2)), lowerBound);
  const current = adapts ? where(cap.lt(bound.mul(lb)), lowered, lb) : lb;
  const gap = growth.mul(barf.sub(correction.mul(current)).sub(gamma)).add(iprod);
  const ideal = where(norm.le(tiny), 0, maximum(gap, 0).div(where(norm.le(tiny), 1, norm)));
  const tau = minimum(alpha.div(correction), ideal);
  if (!adapts) return [tau, lb];
  const raised = barf.add(iprod).sub(gamma).sub(tau.mul(norm).mul(0.5)).div(correction);
  return [tau, maximum(raised, lowerBound)];
}

/** Weight decay as a proximal step. */
const shrinkage = (alpha: NDArray, weightDecay: NDArray): NDArray => {
  const product = alpha.mul(weightDecay);
  return product.neg().div(product.add(1));
};

/**
 * Momo: momentum whose step is found from a model of the loss (Schaipp et al. 2023).
 *
 * @param learningRate - the longest step: a number, a scalar or a schedule; default 1.
 * @param options - see {@link MomoOptions}.
 * @returns an optimiser whose `update` needs the parameters, and the `value` of the loss among its extra arguments.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { momo } from "@proj/optim/contrib";
 * const { init, update } = momo();
 * const params = array([2]);
 * update(array([4]), init(params), params, { value: 4 })[0].toList(); // ≈ [-1]
 * ```
 */
export function momo(learningRate: ScalarOrSchedule = 1, options?: MomoOptions): GradientTransformation<MomoState> {
  const operation = "momo";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions(operation, options, momoReaders);
  const { beta = 0.9, lowerBound = 0, weightDecay = 0, adaptLowerBound = false } = read;
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      const none = zeros([], dtype);
      return { expAvg: zerosLike(params), barf: none, gamma: none, lb: inDType(lowerBound, dtype), count: noSteps() };
    },
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const { dtype } = state.barf;
      const value = convert(toArray(neededExtra(operation, extra, "value")), dtype);
      const kept = where(state.count.eq(0), 0, inDType(beta, dtype));
      const mixed = (old: NDArray, next: NDArray): NDArray => convert(mix(kept, old, next), old.dtype);
      const barf = mixed(state.barf, value);
      const expAvg = mapToState(operation, (g, m) => mixed(m, g), updates, { expAvg: state.expAvg });
      const gamma = mixed(state.gamma, convert(vdotOf(operation, updates, { params }), dtype));
      const alpha = inDType(atStep(rate, state.count, computingDType(dtype)), dtype);
      const decay = inDType(weightDecay, dtype);
      const [tau, lb] = modelStep(
        {
          alpha,
          weightDecay: decay,
          barf,
          gamma,
          lb: state.lb,
          iprod: convert(vdotOf(operation, expAvg, { params }), dtype),
          norm: convert(squaredNormOf(expAvg), dtype),
          correction: inDType(1, dtype),
        },
        inDType(lowerBound, dtype),
        adaptLowerBound,
      );
      const shrinks = shrinkage(alpha, decay);
      const step = mapArrays(operation, (_, m, p) => p.mul(beside(shrinks, p)).sub(m.mul(beside(tau, m))), updates, {
        expAvg,
        params,
      });
      return [step, { expAvg, barf, gamma, lb, count: increment(state.count) }];
    },
  };
}

/** The constants of {@link momoAdam}. */
export interface MomoAdamOptions extends MomoBoundOptions {
  /** Decay of the means; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squares; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
}

const momoAdamReaders: OptionReaders<MomoAdamOptions> = { ...scalars("b1", "b2", "eps"), ...boundReaders };

/**
 * Momo-Adam: {@link momo} with Adam's preconditioner (Schaipp et al. 2023).
 *
 * @param learningRate - the longest step: a number, a scalar or a schedule; default 0.01.
 * @param options - see {@link MomoAdamOptions}.
 * @returns an optimiser whose `update` needs the parameters, and the `value` of the loss among its extra arguments.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { momoAdam } from "@proj/optim/contrib";
 * const { init, update } = momoAdam(0.1);
 * const params = array([2]);
 * update(array([4]), init(params), params, { value: 4 })[0].toList(); // ≈ [-0.1]
 * ```
 */
export function momoAdam(
  learningRate: ScalarOrSchedule = 0.01,
  options?: MomoAdamOptions,
): GradientTransformation<MomoAdamState> {
  const operation = "momoAdam";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions(operation, options, momoAdamReaders);
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, lowerBound = 0, weightDecay = 0, adaptLowerBound = false } = read;
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      const [none, moments] = [zeros([], dtype), zerosLike(params)];
      return {
        expAvg: moments,
        expAvgSq: moments,
        barf: none,
        gamma: none,
        lb: inDType(lowerBound, dtype),
        count: noSteps(),
      };
    },
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const { dtype } = state.barf;
      const value = convert(toArray(neededExtra(operation, extra, "value")), dtype);
      const count = increment(state.count);
      const barf = mix(b1, state.barf, value);
      const expAvg = mapToState(operation, (g, m) => mix(b1, m, g), updates, { expAvg: state.expAvg });
      const expAvgSq = mapToState(
        operation,
        (g, v) => v.mul(beside(b2, v)).add(g.mul(beside(oneMinus(b2), g)).mul(g)),
        updates,
        { expAvgSq: state.expAvgSq },
      );
      const [bias1, bias2] = [biasOf(b1, count)(barf), biasOf(b2, count)(barf)];
      const precond = mapToState(operation, (v) => sqrt(v.div(beside(bias2, v))).add(beside(eps, v)), expAvgSq);
      const weighted = mapToState(operation, (m, d) => m.div(d), expAvg, { precond });
      const gamma = mix(b1, state.gamma, convert(vdotOf(operation, updates, { params }), dtype));
      const alpha = inDType(atStep(rate, state.count, computingDType(dtype)), dtype);
      const decay = inDType(weightDecay, dtype);
      const [tau, lb] = modelStep(
        {
          alpha,
          weightDecay: decay,
          barf,
          gamma,
          lb: state.lb,
          iprod: convert(vdotOf(operation, expAvg, { params }), dtype),
          norm: convert(vdotOf(operation, expAvg, { weighted }), dtype),
          correction: bias1,
        },
        inDType(lowerBound, dtype),
        adaptLowerBound,
      );
      const shrinks = shrinkage(alpha, decay);
      const step = mapArrays(
        operation,
        (_, m, d, p) => p.mul(beside(shrinks, p)).sub(m.mul(beside(tau, m)).div(d)),
        updates,
        { expAvg, precond, params },
      );
      return [step, { expAvg, expAvgSq, barf, gamma, lb, count }];
    },
  };
}
