import { numberOption, readArgument, scalar } from "@proj/array/core";
import type { Schedule } from "../transformation.ts";

/**
 * The same value at every step.
 *
 * @param value - the value.
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { constantSchedule } from "@proj/optim";
 * constantSchedule(0.5)(scalar(7, "int32")).item(); // → 0.5
 * ```
 */
export function constantSchedule(value: number): Schedule {
  readArgument("constantSchedule", "value", value, numberOption);
  return (_, dtype = "float32") => scalar(value, dtype);
}
