import type { NDArray } from "@proj/array";
import {
  booleanOption,
  functionOption,
  readArgument,
  readOptions,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import { beside, mapArrays } from "../arrays.ts";
import {
  increment,
  minus,
  noSteps,
  perDType,
  scalarOption,
  scalarOrScheduleOption,
  type Scalar,
} from "../hyperparameters.ts";
import {
  identity,
  stateless,
  type CountState,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
  type ScheduleFunction,
} from "../transformation.ts";

/**
 * Multiplies every gradient by a factor.
 *
 * @param factor - a number, or a scalar array.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scale } from "@proj/optim";
 * const { init, update } = scale(0.5);
 * update({ w: array([2, 4]), frozen: null }, init({}))[0].w.toList(); // → [1, 2]
 * ```
 */
export function scale(factor: Scalar): GradientTransformation<EmptyState> {
  const by = readArgument("scale", "factor", factor, scalarOption);
  return stateless((updates) => mapArrays("scale", (update) => update.mul(beside(by, update)), updates));
}

/**
 * Multiplies every gradient by a function of the number of steps taken so far, which counts from 0.
 *
 * @param schedule - the factor at each step.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { linearSchedule, scaleBySchedule } from "@proj/optim";
 * const { init, update } = scaleBySchedule(linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 2 }));
 * const [first, state] = update(array([4]), init(null));
 * first.toList(); // → [4]
 * update(array([4]), state)[0].toList(); // → [2]
 * ```
 */
export function scaleBySchedule(schedule: ScheduleFunction): GradientTransformation<CountState> {
  readArgument("scaleBySchedule", "schedule", schedule, functionOption());
  return {
    init: () => ({ count: noSteps() }),
    update(updates, { count }) {
      const factor = perDType((dtype): NDArray => toArray(schedule(count, dtype)));
      return [
        mapArrays("scaleBySchedule", (update) => update.mul(beside(factor(update), update)), updates),
        { count: increment(count) },
      ];
    },
  };
}

/** Options of {@link scaleByLearningRate}. */
export interface ScaleByLearningRateOptions {
  /** Whether the sign is turned, so that updates descend; default true. */
  readonly flipSign?: boolean;
}

const readers: OptionReaders<ScaleByLearningRateOptions> = { flipSign: booleanOption };

/**
 * Multiplies by the negative learning rate, so that adding the updates descends.
 *
 * @param learningRate - a number, a scalar array or a schedule; `null` for none, which leaves updates as they are.
 * @param options - `flipSign` (default true).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByLearningRate } from "@proj/optim";
 * const { init, update } = scaleByLearningRate(0.5);
 * update(array([2]), init(null))[0].toList(); // → [-1]
 * ```
 */
export function scaleByLearningRate(
  learningRate: ScalarOrSchedule | null,
  options?: ScaleByLearningRateOptions,
): GradientTransformation<ScheduledState> {
  const { flipSign = true } = readOptions("scaleByLearningRate", options, readers);
  if (learningRate === null) return identity();
  const rate = readArgument("scaleByLearningRate", "learningRate", learningRate, scalarOrScheduleOption);
  if (typeof rate !== "function") return scale(flipSign ? minus(rate) : rate);
  return scaleBySchedule(flipSign ? (count, dtype) => minus(rate(count, dtype) as Scalar) : rate);
}
