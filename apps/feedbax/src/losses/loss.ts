import type { NDArray } from "@proj/array";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { LossDict } from "./loss-dict.ts";

/**
 * What a task wants to be small.
 *
 * @typeParam State - of the model; leaves of trajectories are [..., T, features].
 */
export interface Loss<State> {
  /** The name of the term, or what the names of its terms begin with. */
  readonly label: string;
  /** The names of its terms. */
  readonly termNames: readonly string[];
  /**
   * The loss of one trial.
   *
   * @param trajectory - the states after each of the T steps; the initial state is given by the task and counts for nothing.
   * @param trial - the specification of the trial.
   * @param model - for losses that look at the parameters.
   * @returns terms without axes, weighted.
   */
  call(trajectory: State, trial: TaskTrialSpec<State>, model: unknown): LossDict;
}

/** One term of a loss. */
export abstract class LossTerm<State> implements Loss<State> {
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }

  get termNames(): readonly string[] {
    return [this.label];
  }

  /** The value of the term for one trial, without axes. */
  abstract term(trajectory: State, trial: TaskTrialSpec<State>, model: unknown): NDArray;

  call(trajectory: State, trial: TaskTrialSpec<State>, model: unknown): LossDict {
    return new LossDict({ terms: { [this.label]: this.term(trajectory, trial, model) } });
  }
}
