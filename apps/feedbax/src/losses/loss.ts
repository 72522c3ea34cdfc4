import type { NDArray } from "@proj/array";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { Printed } from "../printed.ts";
import { LossDict } from "./loss-dict.ts";

/**
 * What training makes small.
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
   * @param progress - of the training, from 0 to 1, for weights that change in its course; null (the default) at its end.
   * @returns terms without axes, weighted.
   */
  call(trajectory: State, trial: TaskTrialSpec<State>, model: unknown, progress?: NDArray | null): LossDict;
}

/**
 * One term of a loss: a class with this base says how the term is computed.
 *
 * @typeParam State - what the term has to know of the states of models.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { LossTerm, type ReachState } from "@proj/feedbax";
 * class Effort extends LossTerm<Pick<ReachState, "efferent">> {
 *   term({ efferent }: Pick<ReachState, "efferent">): NDArray {
 *     return efferent.output.pow(2).sum();
 *   }
 * }
 * new Effort("effort").term({ efferent: { output: array([[3, 0], [0, 4]]) } }).item(); // → 25
 */
export abstract class LossTerm<State> extends Printed implements Loss<State> {
  readonly label: string;

  /** @param label - the name of the term. */
  constructor(label: string) {
    super();
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
