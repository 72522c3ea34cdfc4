import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { rssReaders, scaleByRss, type RssOptions, type RssState } from "../transforms/scale-by-rss.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Adagrad: {@link scaleByRss}, then a step of the learning rate downhill (Duchi et al. 2011).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link RssOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adagrad } from "@proj/optim";
 * const { init, update } = adagrad(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.09995, 0.08452]
 * ```
 */
export function adagrad(
  learningRate: ScalarOrSchedule,
  options?: RssOptions,
): GradientTransformation<readonly [RssState, ScheduledState]> {
  const rate = readArgument("adagrad", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByRss(readOptions("adagrad", options, rssReaders)), scaleByLearningRate(rate));
}
