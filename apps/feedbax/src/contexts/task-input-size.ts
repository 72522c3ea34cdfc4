import type { NDArray } from "@proj/array";
import { key } from "@proj/random";
import { leaves } from "@proj/tree";
import type { AbstractTask } from "../tasks/task.ts";

/** Components of a task's input at one step. */
export function taskInputSize<State>(task: AbstractTask<State>): number {
  const { inputs } = task.getTrainTrialWithIntervenorParams(key(0), { size: 1, current: 0, total: 1 });
  return (leaves(inputs, undefined) as readonly NDArray[]).reduce((sum, input) => sum + (input.shape.at(-1) ?? 1), 0);
}
