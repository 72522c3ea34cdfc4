import { arange, array, where, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { bernoulli, randint, split, subkeys, uniform } from "@proj/random";
import { integerOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import { powerDiscount } from "../trials/power-discount.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { checkWorkspace, rectangleOption, type Rectangle } from "./points.ts";
import { reachTrial } from "./reach-trial.ts";
import { AbstractTask, taskReaders, type TaskOptions } from "./task.ts";

/** Options of {@link TargetSwitches}. */
export interface TargetSwitchesOptions extends TaskOptions<ReachState> {
  /** Where the start and the goals are. */
  readonly workspace: Rectangle;
  /** In how many trials the goal jumps. Default 0.5. */
  readonly switchProbability?: number;
  /** Trials in the validation set. Default 8. */
  readonly nValidationTrials?: number;
}

const readers: OptionReaders<TargetSwitchesOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  switchProbability: numberOption,
  nValidationTrials: integerOption(1),
};

/**
 * Reaching to a goal that may jump to another place, at any step of the first half of the trial.
 *
 * @example
 * import { simpleReachLoss, TargetSwitches } from "@proj/feedbax";
 * const task = new TargetSwitches({ lossFunc: simpleReachLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]] });
 * task.switchProbability; // → 0.5
 */
export class TargetSwitches extends AbstractTask<ReachState> {
  readonly workspace: Rectangle;
  readonly switchProbability: number;
  readonly nValidationTrials: number;

  /** @param given - `lossFunc`, `nSteps` and `workspace` at least; see {@link TargetSwitchesOptions}. */
  constructor(given: TargetSwitchesOptions) {
    const read = readNeededOptions("TargetSwitches", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const { workspace, switchProbability = 0.5, nValidationTrials = 8, ...options } = read;
    super(options);
    checkWorkspace("TargetSwitches", workspace);
    this.workspace = workspace;
    this.switchProbability = switchProbability;
    this.nValidationTrials = nValidationTrials;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [pointsKey, timeKey, switchKey] = subkeys(key, 3);
    const [low, high] = this.workspace;
    const points = uniform(pointsKey, [3, 2], { minval: array(low), maxval: array(high) });
    const steps = this.nSteps - 1;
    const time = randint(timeKey, [], 0, Math.max(1, Math.floor(steps / 2)));
    const at = where(bernoulli(switchKey, this.switchProbability), time, steps);
    const hasSwitched = arange(steps).ge(at).reshape([-1, 1]);
    const goals = where(hasSwitched, points.get(2), points.get(1));
    return reachTrial(points.get(0), goals, this.nSteps, powerDiscount(steps)).with({ extra: { switchIdx: at } });
  }

  getValidationTrials(key: NDArray): TaskTrialSpec<ReachState> {
    return vmap((trialKey: NDArray) => this.getTrainTrial(trialKey))(split(key, this.nValidationTrials));
  }
}
