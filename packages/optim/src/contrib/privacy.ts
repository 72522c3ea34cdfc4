import type { NDArray } from "@proj/array";
import { booleanOption, readArgument, readNeededOptions, type OptionReaders } from "@proj/array/core";
import { normal, subkeys } from "@proj/random";
import { beside, mapArrays, trainableLeaves } from "../arrays.ts";
import { scalarOption, scalarOrScheduleOption, scalars, times, type Scalar } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import type { MomentumState } from "../optimisers/sgd.ts";
import {
  identity,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { perExampleGlobalNormClip } from "../transforms/per-example-clip.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace } from "../transforms/trace.ts";
import { chain } from "../wrappers/chain.ts";

/** The key of the next noise. */
export interface DifferentiallyPrivateAggregateState {
  readonly rngKey: NDArray;
}

/**
 * Turns gradients of single examples into their noisy mean: each is shrunk to a norm, and normal noise is added (Abadi et al. 2016).
 *
 * @param l2NormClip - the largest norm of one example's gradient; a number or a scalar.
 * @param noiseMultiplier - the standard deviation of the noise, as a part of that norm; a number or a scalar.
 * @param key - a key, or a seed for one.
 * @returns a transformation of gradients with a first axis of examples, such as `vmap(grad(loss), [null, 0])` gives.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { differentiallyPrivateAggregate } from "@proj/optim/contrib";
 * const { init, update } = differentiallyPrivateAggregate(1, 0, 7);
 * update(array([[3, 4], [0, 1]]), init(array([0, 0])))[0].toList(); // ≈ [0.3, 0.9]
 * ```
 */
export function differentiallyPrivateAggregate(
  l2NormClip: Scalar,
  noiseMultiplier: Scalar,
  key: NDArray | number,
): GradientTransformation<DifferentiallyPrivateAggregateState> {
  const operation = "differentiallyPrivateAggregate";
  const bound = readArgument(operation, "l2NormClip", l2NormClip, scalarOption);
  const deviation = times(bound, readArgument(operation, "noiseMultiplier", noiseMultiplier, scalarOption));
  const first = readArgument(operation, "key", key, keyOption);
  return {
    init: () => ({ rngKey: first }),
    update(updates, { rngKey }) {
      const arrays = trainableLeaves(updates);
      const [sum] = perExampleGlobalNormClip(updates, bound);
      const [next, ...keys] = subkeys(rngKey, arrays.length + 1);
      const examples = arrays[0]?.shape[0] ?? 1;
      let place = 0;
      const step = mapArrays(
        operation,
        (g) => {
          const noise = normal(keys[place++]!, g.shape, g.dtype as "float32");
          return g.add(noise.mul(beside(deviation, g))).div(examples);
        },
        sum,
      );
      return [step, { rngKey: next! }];
    },
  };
}

/** The constants of {@link dpsgd}. */
export interface DpsgdOptions {
  /** The largest norm of one example's gradient. */
  readonly l2NormClip: Scalar;
  /** The standard deviation of the noise, as a part of that norm. */
  readonly noiseMultiplier: Scalar;
  /** A key, or a seed for one. */
  readonly key: NDArray | number;
  /** Decay of the momentum; by default there is none. */
  readonly momentum?: Scalar;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

const readers: OptionReaders<DpsgdOptions> = {
  ...scalars("l2NormClip", "noiseMultiplier", "momentum"),
  key: keyOption,
  nesterov: booleanOption,
};

/**
 * Differentially private gradient descent: {@link differentiallyPrivateAggregate}, momentum if asked for, and a step downhill (Abadi et al. 2016).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link DpsgdOptions}; `l2NormClip`, `noiseMultiplier` and `key` at least.
 * @returns an optimiser of gradients with a first axis of examples.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { dpsgd } from "@proj/optim/contrib";
 * const { init, update } = dpsgd(1, { l2NormClip: 1, noiseMultiplier: 0, key: 7 });
 * update(array([[3, 4], [0, 1]]), init(array([0, 0])))[0].toList(); // ≈ [-0.3, -0.9]
 * ```
 */
export function dpsgd(
  learningRate: ScalarOrSchedule,
  options: DpsgdOptions,
): GradientTransformation<readonly [DifferentiallyPrivateAggregateState, MomentumState, ScheduledState]> {
  const rate = readArgument("dpsgd", "learningRate", learningRate, scalarOrScheduleOption);
  const needed = ["l2NormClip", "noiseMultiplier", "key"] as const;
  const read = readNeededOptions("dpsgd", options, readers, needed);
  const { l2NormClip, noiseMultiplier, key, momentum, nesterov = false } = read;
  return chain(
    differentiallyPrivateAggregate(l2NormClip, noiseMultiplier, key),
    momentum === undefined ? identity() : trace(momentum, { nesterov }),
    scaleByLearningRate(rate),
  );
}
