import { maximum, sqrt, where, zeros, type NDArray } from "@proj/array";
import {
  convert,
  nullableOption,
  readArgument,
  readOptions,
  scalar,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { arraysOf, beside, extremeDType, mapArrays, mapToState, normOf, squaredNormOf } from "../arrays.ts";
import { inDType, scalarOption, scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import {
  identity,
  neededParams,
  type ArrayTree,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The first parameters, the farthest distance from them, and the sum of squared norms of gradients. */
export interface DogState {
  readonly isInitStep: NDArray;
  readonly initParams: ArrayTree;
  readonly maxDist: NDArray;
  readonly sumSqNormGrads: NDArray;
}

/** What the first step is made of: a distance, a learning rate, or a part of the norm of parameters plus 1. */
export type DogInitStep = readonly [kind: "distance" | "learning_rate" | "heuristic", value: Scalar];

/** The constants of {@link dog}. */
export interface DogOptions extends DecayOptions {
  /** The first step; default `["heuristic", 1e-6]`. */
  readonly initStep?: DogInitStep;
  /** Added to the sum of squares; default 1e-8. */
  readonly eps?: Scalar;
}

const initStepOption: OptionReader<DogInitStep> = (value, place) => {
  if (Array.isArray(value) && value.length === 2) {
    const [kind, size] = value as readonly unknown[];
    if (kind === "distance" || kind === "learning_rate" || kind === "heuristic")
      return [kind, scalarOption(size, { ...place, name: `${place.name}[1]` })];
  }
  throw wrongOption(place, value, 'a pair of "distance", "learning_rate" or "heuristic" and a number');
};

const dogReaders: OptionReaders<DogOptions> = { ...scalars("eps"), ...decayReaders, initStep: initStepOption };

function scaleByDog([kind, value]: DogInitStep, eps: Scalar): GradientTransformation<DogState> {
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      const first = (): Scalar => {
        if (kind === "distance") return value;
        if (kind === "learning_rate") return 0;
        const size = normOf(params).add(1);
        return size.mul(beside(value, size));
      };
      return {
        isInitStep: scalar(1, "bool"),
        initParams: arraysOf(params),
        maxDist: inDType(first(), dtype),
        sumSqNormGrads: zeros([], dtype),
      };
    },
    update(updates, state, given) {
      const way = wayFrom("dog", updates, state.initParams, neededParams("dog", given));
      const { dtype } = state.maxDist;
      const maxDist = convert(maximum(state.maxDist, normOf(way)), dtype);
      const sumSqNormGrads = convert(state.sumSqNormGrads.add(squaredNormOf(updates)), dtype);
      const length = maxDist.div(sqrt(sumSqNormGrads.add(beside(eps, sumSqNormGrads))));
      const step = kind === "learning_rate" ? where(state.isInitStep, beside(value, length), length) : length;
      return [
        mapArrays("dog", (g) => g.mul(beside(step, g)), updates),
        { isInitStep: scalar(0, "bool"), initParams: state.initParams, maxDist, sumSqNormGrads },
      ];
    },
  };
}

/** Where parameters have come from their first values. */
const wayFrom = (operation: string, updates: unknown, initParams: ArrayTree, params: unknown): ArrayTree =>
  mapToState(operation, (_, p0, p) => p0.sub(p), updates, { initParams, params });

/**
 * DoG: steps as long as the farthest distance from the first parameters over the root of the sum of squared gradients (Ivgi et al. 2023).
 *
 * @param learningRate - a factor: a number, a scalar or a schedule; default 1.
 * @param options - see {@link DogOptions}; `weightDecay` is none by default.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { dog } from "@proj/optim/contrib";
 * const { init, update } = dog(1, { initStep: ["distance", 0.5] });
 * const params = array([2, 1]);
 * update(array([3, -4]), init(params), params)[0].toList(); // ≈ [-0.3, 0.4]
 * ```
 */
export function dog(
  learningRate: ScalarOrSchedule = 1,
  options?: DogOptions,
): GradientTransformation<readonly [ScheduledState, DogState, ScheduledState]> {
  const rate = readArgument("dog", "learningRate", learningRate, scalarOrScheduleOption);
  const { initStep = ["heuristic", 1e-6], eps = 1e-8, weightDecay, mask } = readOptions("dog", options, dogReaders);
  const decay = weightDecay === undefined ? identity() : addDecayedWeights(weightDecay, mask);
  return chain(decay, scaleByDog(initStep, eps), scaleByLearningRate(rate));
}

/** The first parameters, the farthest squared distance from them, and the sum of weighted squares. */
export interface DowgState {
  readonly initParams: ArrayTree;
  readonly weightedSqNormGrads: NDArray;
  readonly estimSqDist: NDArray;
}

/** The constants of {@link dowg}. */
export interface DowgOptions extends DecayOptions {
  /** The first squared distance; default `null`, which is `eps`. */
  readonly initEstimSqDist?: Scalar | null;
  /** Added to the root; default 1e-4. */
  readonly eps?: Scalar;
}

const dowgReaders: OptionReaders<DowgOptions> = {
  ...scalars("eps"),
  ...decayReaders,
  initEstimSqDist: nullableOption(scalarOption),
};

function scaleByDowg(first: Scalar, eps: Scalar): GradientTransformation<DowgState> {
  return {
    init(params) {
      const dtype = extremeDType(params, "lowest");
      return {
        initParams: arraysOf(params),
        estimSqDist: inDType(first, dtype),
        weightedSqNormGrads: zeros([], dtype),
      };
    },
    update(updates, state, given) {
      const way = wayFrom("dowg", updates, state.initParams, neededParams("dowg", given));
      const { dtype } = state.estimSqDist;
      const estimSqDist = convert(maximum(state.estimSqDist, squaredNormOf(way)), dtype);
      const weighted = estimSqDist.mul(squaredNormOf(updates)).add(state.weightedSqNormGrads);
      const weightedSqNormGrads = convert(weighted, dtype);
      const root = sqrt(weightedSqNormGrads);
      const step = estimSqDist.div(root.add(beside(eps, root)));
      return [
        mapArrays("dowg", (g) => g.mul(beside(step, g)), updates),
        { initParams: state.initParams, estimSqDist, weightedSqNormGrads },
      ];
    },
  };
}

/**
 * DoWG: {@link dog} with gradients weighted by distance (Khaled et al. 2023).
 *
 * @param learningRate - a factor: a number, a scalar or a schedule; default 1.
 * @param options - see {@link DowgOptions}; `weightDecay` is none by default.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { dowg } from "@proj/optim/contrib";
 * const { init, update } = dowg(1, { initEstimSqDist: 0.25, eps: 0 });
 * const params = array([2, 1]);
 * update(array([3, -4]), init(params), params)[0].toList(); // ≈ [-0.3, 0.4]
 * ```
 */
export function dowg(
  learningRate: ScalarOrSchedule = 1,
  options?: DowgOptions,
): GradientTransformation<readonly [ScheduledState, DowgState, ScheduledState]> {
  const rate = readArgument("dowg", "learningRate", learningRate, scalarOrScheduleOption);
  const { initEstimSqDist = null, eps = 1e-4, weightDecay, mask } = readOptions("dowg", options, dowgReaders);
  const decay = weightDecay === undefined ? identity() : addDecayedWeights(weightDecay, mask);
  return chain(decay, scaleByDowg(initEstimSqDist ?? eps, eps), scaleByLearningRate(rate));
}
