import { asarray, broadcastTo, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { subkeys } from "@proj/random";
import { map } from "@proj/tree";
import type { BatchInfo } from "../trials/batch-info.ts";
import type { InterventionParams } from "../models/model.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";

/**
 * A setting of an intervention over the time of a trial, where others are constant in a trial.
 *
 * @example
 * import { arange, equal } from "@proj/array";
 * import { TimeSeriesParam } from "@proj/feedbax";
 * new TimeSeriesParam(equal(arange(4), 2)).value.shape; // → [4]
 */
export class TimeSeriesParam<Value = unknown> {
  /** A tree of arrays [steps, …]. */
  readonly value: Value;

  /** @param value - a tree of arrays [steps, …]: a trial has one step less than states. */
  constructor(value: Value) {
    this.value = value;
  }
}

/** A setting as a trial has it: what is called for each trial, with a key of its own. */
export type ParamFunction<State> = (trial: TaskTrialSpec<State>, batch: BatchInfo, key: NDArray) => unknown;

/** Settings of one intervention: constants, functions of the trial, and either over time. */
export type ParamSchedule<State> = Readonly<Record<string, unknown>> | Readonly<Record<string, ParamFunction<State>>>;

/** Settings of interventions by label, in trials for training and in those of the validation set. */
export interface InterventionSpecs<State> {
  readonly training: Readonly<Record<string, ParamSchedule<State>>>;
  readonly validation: Readonly<Record<string, ParamSchedule<State>>>;
}

/** No intervention is scheduled. */
export const noInterventions: InterventionSpecs<never> = { training: {}, validation: {} };

/**
 * The settings of interventions in one trial, each [steps, …].
 *
 * @param schedules - by label.
 * @param trial - of which settings may be functions.
 * @param key - split into one for each function, in the order of labels and settings.
 */
export function interventionParams<State>(
  schedules: Readonly<Record<string, ParamSchedule<State>>>,
  trial: TaskTrialSpec<State>,
  batch: BatchInfo,
  steps: number,
  key: NDArray,
): InterventionParams {
  const labels = Object.keys(schedules).sort();
  const isFunction = (value: unknown): value is ParamFunction<State> => typeof value === "function";
  const nFunctions = labels.flatMap((label) => Object.values(schedules[label]!).filter(isFunction)).length;
  const keys = nFunctions === 0 ? [] : [...subkeys(key, nFunctions)];
  const valueOf = (setting: unknown): unknown => (isFunction(setting) ? setting(trial, batch, keys.shift()!) : setting);
  const overTime = (setting: unknown): unknown => {
    const value = valueOf(setting);
    return value instanceof TimeSeriesParam ? value.value : map((leaf: unknown) => constant(leaf, steps), value);
  };
  const paramsOf = (schedule: ParamSchedule<State>): unknown =>
    Object.fromEntries(Object.entries(schedule).map(([name, setting]) => [name, overTime(setting)]));
  return Object.fromEntries(labels.map((label) => [label, paramsOf(schedules[label]!)]));
}

/** A value at each step. */
function constant(value: unknown, steps: number): NDArray {
  const at = isArray(value) ? value : asarray(value as number, typeof value === "number" ? { dtype: "float32" } : {});
  return broadcastTo(at, [steps, ...at.shape]);
}
