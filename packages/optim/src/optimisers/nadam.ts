import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamReaders, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { adam } from "./adam.ts";

/** The constants of {@link nadam}. */
export type NadamOptions = Omit<AdamOptions, "nesterov">;

const { nesterov: _, ...others } = adamReaders;
const readers: OptionReaders<NadamOptions> = others;

/**
 * Adam with Nesterov's look-ahead (Dozat 2016).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link NadamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { nadam } from "@proj/optim";
 * const { init, update } = nadam(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1474, 0.1474]
 * ```
 */
export function nadam(
  learningRate: ScalarOrSchedule,
  options?: NadamOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("nadam", "learningRate", learningRate, scalarOrScheduleOption);
  return adam(rate, { ...readOptions("nadam", options, readers), nesterov: true });
}
