import { readArgument } from "@proj/array/core";
import { inDType, scalarOption, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";

/**
 * The same value at every step.
 *
 * @param value - a number or a scalar.
 * @example
 * ```ts
 * import { constantSchedule } from "@proj/optim";
 * constantSchedule(0.5)(7).item(); // → 0.5
 * ```
 */
export function constantSchedule(value: Scalar): Schedule {
  const constant = readArgument("constantSchedule", "value", value, scalarOption);
  return (_, dtype = "float32") => inDType(constant, dtype);
}
