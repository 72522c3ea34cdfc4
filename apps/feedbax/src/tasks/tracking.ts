import { arange, array, sin, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { split, subkeys, uniform } from "@proj/random";
import { integerOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { checkWorkspace, rectangleOption, type Rectangle } from "./points.ts";
import { reachTrial } from "./reach-trial.ts";
import { AbstractTask, taskReaders, type TaskOptions } from "./task.ts";

/** Options of {@link Tracking}. */
export interface TrackingOptions extends TaskOptions<ReachState> {
  /** Where the target moves. */
  readonly workspace: Rectangle;
  /** How many sines its path consists of, along each axis: of 1, 2, … cycles in a trial. Default 3. */
  readonly nSines?: number;
  /** Trials in the validation set. Default 8. */
  readonly nValidationTrials?: number;
}

const readers: OptionReaders<TrackingOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  nSines: integerOption(1),
  nValidationTrials: integerOption(1),
};

/**
 * Following a target that moves smoothly through the workspace: a sum of sines with phases by chance.
 *
 * @example
 * import { simpleReachLoss, Tracking } from "@proj/feedbax";
 * const task = new Tracking({ lossFunc: simpleReachLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]] });
 * task.nSines; // → 3
 */
export class Tracking extends AbstractTask<ReachState> {
  readonly workspace: Rectangle;
  readonly nSines: number;
  readonly nValidationTrials: number;

  /** @param given - `lossFunc`, `nSteps` and `workspace` at least; see {@link TrackingOptions}. */
  constructor(given: TrackingOptions) {
    const read = readNeededOptions("Tracking", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const { workspace, nSines = 3, nValidationTrials = 8, ...options } = read;
    super(options);
    checkWorkspace("Tracking", workspace);
    this.workspace = workspace;
    this.nSines = nSines;
    this.nValidationTrials = nValidationTrials;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [[x0, y0], [x1, y1]] = this.workspace;
    const { nSines, nSteps } = this;
    const [phaseKey] = subkeys(key);
    const phases = uniform(phaseKey, [nSines, 1, 2]);
    const cycles = arange(nSines).add(1).reshape([-1, 1, 1]);
    const time = arange(nSteps)
      .div(nSteps - 1)
      .reshape([-1, 1]);
    // Sines of equal size, so that their sum cannot leave the workspace.
    const sum = sin(
      cycles
        .mul(time)
        .add(phases)
        .mul(2 * Math.PI),
    ).mean({ axis: 0 });
    const path = sum.mul(array([(x1 - x0) / 2, (y1 - y0) / 2])).add(array([(x0 + x1) / 2, (y0 + y1) / 2]));
    return reachTrial(path.get(0), path.get("1:"), nSteps, null);
  }

  getValidationTrials(key: NDArray): TaskTrialSpec<ReachState> {
    return vmap((trialKey: NDArray) => this.getTrainTrial(trialKey))(split(key, this.nValidationTrials));
  }
}
