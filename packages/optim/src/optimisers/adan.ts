import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adanReaders, scaleByAdan, type AdanOptions, type AdanState } from "../transforms/scale-by-adan.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link adan}; `weightDecay` is 0 by default. */
export interface AdanDecayOptions extends AdanOptions, DecayOptions {}

const readers: OptionReaders<AdanDecayOptions> = { ...adanReaders, ...decayReaders };

/**
 * Adan: {@link scaleByAdan}, weight decay, and a step of the learning rate downhill (Xie et al. 2022). Here `epsRoot` is 1e-8 by default.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdanDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adan } from "@proj/optim";
 * const { init, update } = adan(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function adan(
  learningRate: ScalarOrSchedule,
  options?: AdanDecayOptions,
): GradientTransformation<readonly [AdanState, ScheduledState, ScheduledState]> {
  const rate = readArgument("adan", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("adan", options, readers);
  return chain(
    scaleByAdan({ epsRoot: 1e-8, ...constants }),
    addDecayedWeights(weightDecay, mask),
    scaleByLearningRate(rate),
  );
}
