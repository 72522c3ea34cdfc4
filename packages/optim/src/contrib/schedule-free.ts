import { isnan, logicalOr, maximum, where, zeros, type DType, type NDArray } from "@proj/array";
import {
  convert,
  isNDArray,
  isRecord,
  nullableOption,
  integerOption,
  readArgument,
  readOptions,
  scalar,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { arraysOf, beside, extremeDType, mapArrays, mapToState } from "../arrays.ts";
import {
  accumulatorOption,
  atStep,
  computingDType,
  increment,
  inDType,
  oneMinus,
  scalarOption,
  scalarOrScheduleOption,
  scalars,
  schedulables,
  transformationOption,
  type Scalar,
} from "../hyperparameters.ts";
import { sgd } from "../optimisers/sgd.ts";
import { warmupConstantSchedule } from "../schedules/warmup.ts";
import { neededParams, type ArrayTree, type GradientTransformation, type ScalarOrSchedule } from "../transformation.ts";
import { scaleByRms } from "../transforms/scale-by-rms.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** Where the optimiser itself stands, its state, and the weights of the mean of its places. */
export interface ScheduleFreeState<Inner> {
  readonly b1: NDArray;
  readonly weightSum: NDArray;
  readonly stepCount: NDArray;
  readonly maxLr: NDArray;
  readonly baseOptimizerState: Inner;
  readonly z: ArrayTree;
}

/** Options of {@link scheduleFree}. */
export interface ScheduleFreeOptions {
  /** How much of the mean is in the parameters at which gradients are taken; default 0.9. */
  readonly b1?: Scalar;
  /** The power of the largest learning rate so far that weighs a place in the mean; default 2. */
  readonly weightLrPower?: Scalar;
  /** The dtype in which the optimiser's own place is kept; default that of the parameters. */
  readonly stateDtype?: DType | null;
}

const readers: OptionReaders<ScheduleFreeOptions> = {
  ...scalars("b1", "weightLrPower"),
  stateDtype: accumulatorOption,
};

/** The mean of the optimiser's places, from the parameters at which gradients are taken. */
const meanOf = (operation: string, b1: Scalar, params: unknown, z: ArrayTree): ArrayTree =>
  mapToState(operation, (z, y) => y.sub(z.mul(beside(oneMinus(b1), z))).div(beside(b1, y)), z, { params });

/**
 * The parameters to evaluate a model with that is trained by {@link scheduleFree}: the mean of its places.
 *
 * @param state - of the optimiser.
 * @param params - the parameters at which gradients are taken.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scheduleFreeEvalParams, scheduleFreeSgd } from "@proj/optim/contrib";
 * const params = array([2]);
 * scheduleFreeEvalParams(scheduleFreeSgd(0.1).init(params), params).toList(); // ≈ [2]
 * ```
 */
export function scheduleFreeEvalParams<Params>(state: ScheduleFreeState<unknown>, params: Params): Params {
  if (!isRecord(state) || !("b1" in state && isNDArray(state.b1) && "z" in state)) {
    throw new UsageError({
      operation: "scheduleFreeEvalParams",
      received: "a state without b1 and z",
      expected: "the state of scheduleFree",
      remedy: "take it out of the states of a chain first",
    });
  }
  const { b1, z } = state;
  return mapArrays(
    "scheduleFreeEvalParams",
    (y, own) => y.sub(own.mul(beside(oneMinus(b1), own))).div(beside(b1, y)),
    params,
    { z },
  );
}

/**
 * An optimiser without a schedule: gradients are taken between its place and the mean of its places, which does what a falling learning
 * rate is for (Defazio et al. 2024).
 *
 * @param baseOptimizer - the optimiser, without momentum.
 * @param learningRate - its learning rate, which weighs the mean: a number, a scalar or a schedule.
 * @param options - see {@link ScheduleFreeOptions}.
 * @returns an optimiser whose `update` needs the parameters; {@link scheduleFreeEvalParams} gives those to evaluate with.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sgd } from "@proj/optim";
 * import { scheduleFree } from "@proj/optim/contrib";
 * const { init, update } = scheduleFree(sgd(0.1), 0.1);
 * const params = array([2]);
 * update(array([1]), init(params), params)[0].toList(); // ≈ [-0.1]
 * ```
 */
export function scheduleFree<Inner>(
  baseOptimizer: GradientTransformation<Inner>,
  learningRate: ScalarOrSchedule,
  options?: ScheduleFreeOptions,
): GradientTransformation<ScheduleFreeState<Inner>> {
  const operation = "scheduleFree";
  readArgument(operation, "baseOptimizer", baseOptimizer, transformationOption);
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const { b1 = 0.9, weightLrPower = 2, stateDtype } = readOptions(operation, options, readers);
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      const none = zeros([], dtype);
      return {
        b1: inDType(b1, dtype),
        weightSum: none,
        stepCount: scalar(1, "int32"),
        maxLr: none,
        baseOptimizerState: baseOptimizer.init(params),
        z: mapToState(operation, (p) => convert(p, stateDtype ?? p.dtype), arraysOf(params)),
      };
    },
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const { dtype } = state.maxLr;
      const maxLr = maximum(state.maxLr, inDType(atStep(rate, state.stepCount, computingDType(dtype)), dtype));
      const weight = maxLr.pow(beside(weightLrPower, maxLr));
      const weightSum = state.weightSum.add(weight);
      const isBad = logicalOr(isnan(weight), isnan(weightSum));
      const part = weight.div(weightSum);
      const ck = where(isBad, NaN, where(isnan(part), 0, part));
      const [moves, baseOptimizerState] = baseOptimizer.update(updates, state.baseOptimizerState, params, extra);
      const z = mapToState(operation, (u, old) => convert(old.add(u), old.dtype), moves, { z: state.z });
      const before = meanOf(operation, b1, params, state.z);
      const step = mapArrays(
        operation,
        (_, p, x, own) => {
          const mean = x.mul(beside(oneMinus(ck), x)).add(own.mul(beside(ck, own)));
          return mean
            .mul(beside(b1, mean))
            .add(own.mul(beside(oneMinus(b1), own)))
            .sub(p);
        },
        updates,
        { params, before, z },
      );
      return [step, { b1: state.b1, weightSum, stepCount: increment(state.stepCount), maxLr, baseOptimizerState, z }];
    },
  };
}

/** The constants of {@link scheduleFreeSgd}. */
export interface ScheduleFreeSgdOptions extends ScheduleFreeOptions {
  /** Steps over which the learning rate grows from 0; default none. */
  readonly warmupSteps?: number | null;
  /** How much of each parameter is added to the gradients; default none. */
  readonly weightDecay?: ScalarOrSchedule;
}

const sgdReaders: OptionReaders<ScheduleFreeSgdOptions> = {
  ...readers,
  ...schedulables("weightDecay"),
  warmupSteps: nullableOption(integerOption(0)),
};

const warmedUp = (rate: Scalar, steps: number | null | undefined): ScalarOrSchedule =>
  steps === null || steps === undefined ? rate : warmupConstantSchedule(0, rate, steps);

/**
 * Gradient descent without a schedule: {@link scheduleFree} of `sgd` (Defazio et al. 2024).
 *
 * @param learningRate - a number or a scalar; default 1.
 * @param options - see {@link ScheduleFreeSgdOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scheduleFreeSgd } from "@proj/optim/contrib";
 * const { init, update } = scheduleFreeSgd(0.1);
 * const params = array([2]);
 * update(array([1]), init(params), params)[0].toList(); // ≈ [-0.1]
 * ```
 */
export function scheduleFreeSgd(
  learningRate: Scalar = 1,
  options?: ScheduleFreeSgdOptions,
): GradientTransformation<ScheduleFreeState<unknown>> {
  const rate = readArgument("scheduleFreeSgd", "learningRate", learningRate, scalarOption);
  const { warmupSteps, weightDecay, ...constants } = readOptions("scheduleFreeSgd", options, sgdReaders);
  const schedule = warmedUp(rate, warmupSteps);
  const optimizer = sgd(schedule);
  const decaying: GradientTransformation<unknown> =
    weightDecay === undefined ? optimizer : chain(addDecayedWeights(weightDecay), optimizer);
  return scheduleFree(decaying, schedule, constants);
}

/** The constants of {@link scheduleFreeAdamw}. */
export interface ScheduleFreeAdamwOptions extends ScheduleFreeSgdOptions {
  /** Decay of the mean of squares; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
}

const adamwReaders: OptionReaders<ScheduleFreeAdamwOptions> = { ...sgdReaders, ...scalars("b2", "eps") };

/**
 * AdamW without a schedule: {@link scheduleFree} of gradients over the root of the mean of their squares (Defazio et al. 2024).
 *
 * @param learningRate - a number or a scalar; default 0.0025.
 * @param options - see {@link ScheduleFreeAdamwOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scheduleFreeAdamw } from "@proj/optim/contrib";
 * const { init, update } = scheduleFreeAdamw(0.1);
 * const params = array([2]);
 * update(array([1]), init(params), params)[0].toList(); // ≈ [-0.1]
 * ```
 */
export function scheduleFreeAdamw(
  learningRate: Scalar = 0.0025,
  options?: ScheduleFreeAdamwOptions,
): GradientTransformation<ScheduleFreeState<unknown>> {
  const rate = readArgument("scheduleFreeAdamw", "learningRate", learningRate, scalarOption);
  const read = readOptions("scheduleFreeAdamw", options, adamwReaders);
  const { warmupSteps, weightDecay = 0, b2: decay = 0.999, eps = 1e-8, ...constants } = read;
  const schedule = warmedUp(rate, warmupSteps);
  const optimizer: GradientTransformation<unknown> = chain(
    scaleByRms({ decay, eps, epsInSqrt: false, biasCorrection: true }),
    addDecayedWeights(weightDecay),
    scaleByLearningRate(schedule),
  );
  return scheduleFree(optimizer, schedule, constants);
}
