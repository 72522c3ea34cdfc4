import { array, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { uniform } from "@proj/random";
import { integerOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { checkWorkspace, gridPoints, pointsArray, rectangleOption, type Rectangle } from "./points.ts";
import { reachTrial } from "./reach-trial.ts";
import { AbstractTask, taskReaders, type TaskOptions } from "./task.ts";

/** Options of {@link Stabilization}. */
export interface StabilizationOptions extends TaskOptions<ReachState> {
  /** Where the effector is held in training. */
  readonly workspace: Rectangle;
  /** In validation it is held at a grid of this many points along each axis, the edges included. Default 1: the lower left corner. */
  readonly evalGridN?: number;
}

const readers: OptionReaders<StabilizationOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  evalGridN: integerOption(1),
};

/**
 * Staying at one point, which is drawn uniformly from the workspace.
 *
 * @example
 * import { holdLoss, Stabilization } from "@proj/feedbax";
 * const task = new Stabilization({ lossFunc: holdLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]], evalGridN: 3 });
 * task.nValidationTrials; // → 9
 */
export class Stabilization extends AbstractTask<ReachState> {
  /** Where the effector is held in training. */
  readonly workspace: Rectangle;
  /** Points of the validation grid along each axis. */
  readonly evalGridN: number;

  /** @param given - `lossFunc`, `nSteps` and `workspace` at least; see {@link StabilizationOptions}. */
  constructor(given: StabilizationOptions) {
    const read = readNeededOptions("Stabilization", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const { workspace, evalGridN = 1, ...options } = read;
    super(options);
    checkWorkspace("Stabilization", workspace);
    this.workspace = workspace;
    this.evalGridN = evalGridN;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [low, high] = this.workspace;
    return this.#hold(uniform(key, [1, 2], { minval: array(low), maxval: array(high) }).get(0));
  }

  get nValidationTrials(): number {
    return this.evalGridN ** 2;
  }

  getValidationTrials(): TaskTrialSpec<ReachState> {
    return vmap((point: NDArray) => this.#hold(point))(pointsArray(gridPoints(this.workspace, this.evalGridN)));
  }

  #hold(point: NDArray): TaskTrialSpec<ReachState> {
    return reachTrial(point, point, this.nSteps, null);
  }
}
