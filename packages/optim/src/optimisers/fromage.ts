import { readArgument, readOptions, toArray, type OptionReaders } from "@proj/array/core";
import { plus, power, scalarOrScheduleOption, scalars, times, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { scaleByTrustRatio } from "../transforms/scale-by-trust-ratio.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link fromage}. */
export interface FromageOptions {
  /** The least norm that is reckoned with; default 1e-6. */
  readonly minNorm?: Scalar;
}

const readers: OptionReaders<FromageOptions> = scalars("minNorm");

/**
 * Fromage: steps of a part of the norm of parameters, which are shrunk to keep that norm (Bernstein et al. 2020).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link FromageOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { fromage } from "@proj/optim";
 * const { init, update } = fromage(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.2321, 0.006148]
 * ```
 */
export function fromage(
  learningRate: ScalarOrSchedule,
  options?: FromageOptions,
): GradientTransformation<readonly [EmptyState, ScheduledState, ScheduledState]> {
  const rate = readArgument("fromage", "learningRate", learningRate, scalarOrScheduleOption);
  const { minNorm = 1e-6 } = readOptions("fromage", options, readers);
  const shrunk = (value: Scalar): Scalar => power(plus(1, power(value, 2)), -0.5);
  const [step, decay]: readonly [ScalarOrSchedule, ScalarOrSchedule] =
    typeof rate === "function"
      ? [
          (count, dtype) => times(toArray(rate(count, dtype)), shrunk(toArray(rate(count, dtype)))),
          (count, dtype) => plus(shrunk(toArray(rate(count, dtype))), -1),
        ]
      : [times(rate, shrunk(rate)), plus(shrunk(rate), -1)];
  return chain(scaleByTrustRatio({ minNorm }), scaleByLearningRate(step), addDecayedWeights(decay));
}
