import { arange, array, floor, take, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { split, uniform } from "@proj/random";
import { integerOption, readNeededOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { checkWorkspace, rectangleOption, type Rectangle } from "./points.ts";
import { reachTrial } from "./reach-trial.ts";
import { AbstractTask, taskReaders, type TaskOptions } from "./task.ts";

/** Options of {@link SequentialReaches}. */
export interface SequentialReachesOptions extends TaskOptions<ReachState> {
  /** Where the start and all goals are. */
  readonly workspace: Rectangle;
  /** How many goals follow each other. Default 3. */
  readonly nGoals?: number;
  /** Sequences in the validation set. Default 8. */
  readonly nValidationTrials?: number;
}

const readers: OptionReaders<SequentialReachesOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  nGoals: integerOption(1),
  nValidationTrials: integerOption(1),
};

/**
 * Reaching to one goal after the other, each visible for an equal part of the trial; the distance counts more and more until the next appears.
 *
 * @example
 * import { SequentialReaches, simpleReachLoss } from "@proj/feedbax";
 * const options = { lossFunc: simpleReachLoss(), nSteps: 91, workspace: [[-1, -1], [1, 1]], nGoals: 3 } as const;
 * new SequentialReaches(options).nValidationTrials; // → 8
 */
export class SequentialReaches extends AbstractTask<ReachState> {
  readonly workspace: Rectangle;
  readonly nGoals: number;
  readonly nValidationTrials: number;

  /**
   * @param given - `lossFunc`, `nSteps` and `workspace` at least; see {@link SequentialReachesOptions}.
   * @throws UsageError when there are more goals than steps.
   */
  constructor(given: SequentialReachesOptions) {
    const read = readNeededOptions("SequentialReaches", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const { workspace, nGoals = 3, nValidationTrials = 8, ...options } = read;
    super(options);
    checkWorkspace("SequentialReaches", workspace);
    if (nGoals >= options.nSteps) {
      throw new UsageError({
        operation: "SequentialReaches",
        received: `nGoals ${nGoals} in ${options.nSteps - 1} steps`,
        expected: "a step for each goal",
        remedy: "make the trial longer, or give fewer goals",
      });
    }
    this.workspace = workspace;
    this.nGoals = nGoals;
    this.nValidationTrials = nValidationTrials;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [low, high] = this.workspace;
    const { nGoals, nSteps } = this;
    const points = uniform(key, [nGoals + 1, 2], { minval: array(low), maxval: array(high) });
    const place = arange(nSteps - 1).mul(nGoals / (nSteps - 1));
    const index = floor(place.add(1e-4));
    const goals = take(points, index.add(1).astype("int32"), { axis: 0 });
    const done = place.sub(index).add(nGoals / (nSteps - 1));
    return reachTrial(points.get(0), goals, nSteps, done.pow(6));
  }

  getValidationTrials(key: NDArray): TaskTrialSpec<ReachState> {
    return vmap((trialKey: NDArray) => this.getTrainTrial(trialKey))(split(key, this.nValidationTrials));
  }
}
