import { UsageError, where } from "@proj/array";
import { functionOption, listOption, numberOption, readArgument, toArray } from "@proj/array/core";
import type { Schedule, ScheduleFunction } from "../transformation.ts";

/**
 * One schedule after the other; each counts from its own beginning.
 *
 * @param schedules - at least one.
 * @param boundaries - the steps at which the second, third … begin; one less than there are schedules.
 * @throws UsageError when there are not as many boundaries.
 * @example
 * ```ts
 * import { constantSchedule, joinSchedules } from "@proj/optim";
 * const schedule = joinSchedules([constantSchedule(1), constantSchedule(0.5)], [100]);
 * [99, 100].map((count) => schedule(count).item()); // → [1, 0.5]
 * ```
 */
export function joinSchedules(schedules: readonly ScheduleFunction[], boundaries: readonly number[]): Schedule {
  const functions = listOption(functionOption<ScheduleFunction>());
  const [first, ...later] = readArgument("joinSchedules", "schedules", schedules, functions);
  const ends = readArgument("joinSchedules", "boundaries", boundaries, listOption(numberOption));
  if (first === undefined || later.length !== ends.length) {
    throw new UsageError({
      operation: "joinSchedules",
      received: `${schedules.length} schedules and ${ends.length} boundaries`,
      expected: "one boundary between each two schedules",
      remedy: "list the step at which each schedule but the first begins",
    });
  }
  return (given, dtype) => {
    const count = toArray(given);
    return later.reduce(
      (value, schedule, index) => {
        const boundary = ends[index]!;
        return where(count.lt(boundary), value, schedule(count.sub(boundary), dtype));
      },
      toArray(first(count, dtype)),
    );
  };
}
