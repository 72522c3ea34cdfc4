import { scalar } from "@proj/array";
import type { Schedule } from "../transformation.ts";

/** The same value at every step. */
export function constantSchedule(value: number): Schedule {
  return () => scalar(value, "float32");
}
