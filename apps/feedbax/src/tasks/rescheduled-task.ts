import type { NDArray } from "@proj/array";
import type { BatchInfo } from "../trials/batch-info.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import type { InterventionSpecs } from "./intervention-specs.ts";
import { AbstractTask } from "./task.ts";

/** A task with other interventions; everything else is that of the task. */
export class RescheduledTask<State> extends AbstractTask<State> {
  /** The task as it was. */
  readonly task: AbstractTask<State>;

  constructor(task: AbstractTask<State>, interventionSpecs: InterventionSpecs<State>) {
    const { lossFunc, nSteps, seedValidation, inputDependencies } = task;
    super({ lossFunc, nSteps, seedValidation, inputDependencies, interventionSpecs });
    // Rescheduled once more, it is the task itself that is rescheduled.
    this.task = task instanceof RescheduledTask ? (task as RescheduledTask<State>).task : task;
  }

  getTrainTrial(key: NDArray, batch: BatchInfo): TaskTrialSpec<State> {
    return this.task.getTrainTrial(key, batch);
  }

  getValidationTrials(key: NDArray): TaskTrialSpec<State> {
    return this.task.getValidationTrials(key);
  }

  get nValidationTrials(): number {
    return this.task.nValidationTrials;
  }
}
