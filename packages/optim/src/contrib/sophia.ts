import { clip, maximum, type DType, type NDArray } from "@proj/array";
import { jvp, grad } from "@proj/autodiff";
import {
  anyOption,
  convert,
  integerOption,
  nullableOption,
  readArgument,
  readOptions,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import { rademacher, subkeys } from "@proj/random";
import {
  beside,
  condTrees,
  extremeDType,
  mapArrays,
  mapToState,
  trainableLeaves,
  withLeaves,
  zerosLike,
} from "../arrays.ts";
import {
  accumulatorOption,
  increment,
  minus,
  noSteps,
  scalarOption,
  scalarOrScheduleOption,
  scalars,
  transformationOption,
  type Scalar,
} from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import { moment, unbiased } from "../moments.ts";
import {
  neededExtra,
  neededParams,
  type ArrayTree,
  type CountState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import type { Mask } from "../transforms/mask.ts";
import { inAccumulator } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The key of the next estimate. */
export interface HutchinsonState {
  readonly key: NDArray;
}

/**
 * Turns gradients into an estimate of the Hessian's diagonal: the product of the Hessian with random signs, times these (Hutchinson 1990).
 *
 * @param key - a key, or a seed for one; default 0.
 * @returns a transformation whose `update` needs the parameters, and `objFn`, the loss, among its extra arguments.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { hutchinsonEstimatorDiagHessian } from "@proj/optim/contrib";
 * const { init, update } = hutchinsonEstimatorDiagHessian();
 * const w = array([1, 2]);
 * const objFn = (w: NDArray) => w.mul(w).mul(array([1, 3])).sum();
 * update(w, init(w), w, { objFn })[0].toList(); // → [2, 6]
 * ```
 */
export function hutchinsonEstimatorDiagHessian(key: NDArray | number = 0): GradientTransformation<HutchinsonState> {
  const operation = "hutchinsonEstimatorDiagHessian";
  const first = readArgument(operation, "key", key, keyOption);
  return {
    init: () => ({ key: first }),
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const objFn = neededExtra(operation, extra, "objFn");
      const [next, subkey] = subkeys(state.key);
      const arrays = trainableLeaves(params);
      const keys = subkeys(subkey, arrays.length);
      const dtype = extremeDType(params, "lowest");
      const signs = arrays.map((p, k) => convert(rademacher(keys[k]!, p.shape, "float32"), dtype).astype(p.dtype));
      const slope = grad((leaves: readonly NDArray[]) => toArray(objFn(withLeaves(params, leaves))));
      const [, curved] = jvp((leaves: readonly NDArray[]) => slope(leaves), [arrays], [signs]);
      const products = curved.map((h, k) => h.mul(signs[k]!));
      let place = 0;
      const all = mapToState(operation, () => products[place++]!, params);
      return [mapArrays(operation, (_, h) => h, updates, { all }), { key: next }];
    },
  };
}

/** The mean of gradients, the mean of the Hessian's diagonal, and the state of its estimator. */
export interface SophiaState<Estimator = HutchinsonState> extends CountState {
  readonly mu: ArrayTree;
  readonly nu: ArrayTree;
  readonly hessianFnState: Estimator;
}

/** The constants of {@link sophia}. */
export interface SophiaOptions<Estimator = HutchinsonState> {
  /** Decay of the mean of gradients; default 0.965. */
  readonly b1?: Scalar;
  /** Decay of the mean of the Hessian's diagonal; default 0.99. */
  readonly b2?: Scalar;
  /** The least curvature that is divided by; default 1e-8. */
  readonly eps?: Scalar;
  /** How much of each parameter is subtracted per step, times the learning rate; default 1e-4. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which leaves decay; default all. */
  readonly weightDecayMask?: Mask;
  /** The factor of the curvature; default 0.01. */
  readonly gamma?: Scalar;
  /** The largest step of an element; default 1, `null` for none. */
  readonly clipThreshold?: Scalar | null;
  /** The curvature is estimated at every so many-th step; default 10. */
  readonly updateInterval?: number;
  /** Turns gradients into an estimate of the Hessian's diagonal; default {@link hutchinsonEstimatorDiagHessian}. */
  readonly hessianDiagonalFn?: GradientTransformation<Estimator>;
  /** The dtype in which the mean of gradients is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
}

const readers: OptionReaders<SophiaOptions<unknown>> = {
  ...scalars("b1", "b2", "eps", "gamma"),
  weightDecay: scalarOrScheduleOption,
  weightDecayMask: anyOption<Mask>(),
  clipThreshold: nullableOption(scalarOption),
  updateInterval: integerOption(1),
  hessianDiagonalFn: transformationOption,
  muDtype: accumulatorOption,
};

type Constants = Omit<SophiaOptions<unknown>, "weightDecay" | "weightDecayMask">;

function scaleBySophia(options: Constants): GradientTransformation<SophiaState<unknown>> {
  const operation = "sophia";
  const { b1 = 0.965, b2 = 0.99, eps = 1e-8, gamma = 0.01, clipThreshold = 1, updateInterval = 10, muDtype } = options;
  const estimator = options.hessianDiagonalFn ?? hutchinsonEstimatorDiagHessian();
  return {
    init: (params) => ({
      count: noSteps(),
      mu: zerosLike(params, muDtype),
      nu: zerosLike(params),
      hessianFnState: estimator.init(params),
    }),
    update(updates, state, given, extra) {
      const params = neededParams(operation, given);
      const count = increment(state.count);
      const mu = moment(operation, updates, { mu: state.mu }, b1, 1);
      const step = mapArrays(
        operation,
        (_, m, h) => {
          const move = m.div(maximum(h.mul(beside(gamma, h)), beside(eps, h)));
          return clipThreshold === null
            ? move
            : clip(move, beside(minus(clipThreshold), move), beside(clipThreshold, move));
        },
        updates,
        { muHat: unbiased(operation, mu, b1, count), nu: state.nu },
      );
      const [hessianFnState, nu] = condTrees(
        state.count.mod(updateInterval).eq(0),
        (): readonly [unknown, ArrayTree] => {
          const [diagonal, next] = estimator.update(updates, state.hessianFnState, params, extra);
          return [next, moment(operation, diagonal, { nu: state.nu }, b2, 1)];
        },
        () => [state.hessianFnState, state.nu],
      );
      return [step, { count, mu: inAccumulator(mu, muDtype), nu, hessianFnState }];
    },
  };
}

/**
 * Sophia: the mean of gradients over the mean of the Hessian's diagonal, clipped (Liu et al. 2023).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link SophiaOptions}.
 * @returns an optimiser whose `update` needs the parameters, and for its estimator `objFn`, the loss, among its extra arguments.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { sophia } from "@proj/optim/contrib";
 * const { init, update } = sophia(0.1, { weightDecay: 0 });
 * const w = array([1, 2]);
 * const objFn = (w: NDArray) => w.mul(w).sum();
 * update(array([2, 4]), init(w), w, { objFn })[0].toList(); // ≈ [-0.1, -0.1]
 * ```
 */
export function sophia<Estimator = HutchinsonState>(
  learningRate: ScalarOrSchedule,
  options?: SophiaOptions<Estimator>,
): GradientTransformation<readonly [SophiaState<Estimator>, ScheduledState, ScheduledState]> {
  const rate = readArgument("sophia", "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions<SophiaOptions<unknown>>("sophia", options, readers);
  const { weightDecay = 1e-4, weightDecayMask, ...constants } = read;
  // The estimator is what the caller gave, or the default of the type parameter.
  const direction = scaleBySophia(constants) as GradientTransformation<SophiaState<Estimator>>;
  return chain(direction, addDecayedWeights(weightDecay, weightDecayMask), scaleByLearningRate(rate));
}
