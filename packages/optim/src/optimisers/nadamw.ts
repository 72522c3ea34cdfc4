import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { adamw, adamwReaders, type AdamWOptions } from "./adamw.ts";

/** The constants of {@link nadamw}. */
export type NadamWOptions = Omit<AdamWOptions, "nesterov">;

const { nesterov: _, ...others } = adamwReaders;
const readers: OptionReaders<NadamWOptions> = others;

/**
 * AdamW with Nesterov's look-ahead (Dozat 2016).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link NadamWOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { nadamw } from "@proj/optim";
 * const { init, update } = nadamw(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1474, 0.1474]
 * ```
 */
export function nadamw(
  learningRate: ScalarOrSchedule,
  options?: NadamWOptions,
): GradientTransformation<readonly [AdamState, ScheduledState, ScheduledState]> {
  const rate = readArgument("nadamw", "learningRate", learningRate, scalarOrScheduleOption);
  return adamw(rate, { ...readOptions("nadamw", options, readers), nesterov: true });
}
