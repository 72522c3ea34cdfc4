import { array, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { uniform } from "@proj/random";
import { powerDiscount } from "../trials/power-discount.ts";
import { integerOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import {
  centreoutEndpoints,
  checkWorkspace,
  internalGridPoints,
  pointsArray,
  rectangleOption,
  type Rectangle,
} from "./points.ts";
import { reachTrial } from "./reach-trial.ts";
import { AbstractTask, taskReaders, type TaskOptions } from "./task.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";

/** Options of {@link SimpleReaches}. */
export interface SimpleReachesOptions extends TaskOptions<ReachState> {
  /** Where reaches of the training start and end. */
  readonly workspace: Rectangle;
  /** Reaches of the validation set from each centre, evenly spread over directions. Default 7. */
  readonly evalNDirections?: number;
  /** Their length. Default 0.5. */
  readonly evalReachLength?: number;
  /** Their centres are a grid of this many points along each axis of the workspace. Default 1: its centre. */
  readonly evalGridN?: number;
}

const readers: OptionReaders<SimpleReachesOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  evalNDirections: integerOption(1),
  evalReachLength: numberOption,
  evalGridN: integerOption(1),
};

/**
 * Reaching from one point to another, which is visible from the beginning.
 *
 * In training both are drawn uniformly from the workspace. The validation set is reaches from centres outwards.
 *
 * @example
 * import { SimpleReaches, simpleReachLoss } from "@proj/feedbax";
 * const task = new SimpleReaches({ lossFunc: simpleReachLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]] });
 * task.nValidationTrials; // → 7
 */
export class SimpleReaches extends AbstractTask<ReachState> {
  /** Where reaches of the training start and end. */
  readonly workspace: Rectangle;
  /** Reaches of the validation set from each centre. */
  readonly evalNDirections: number;
  /** Their length. */
  readonly evalReachLength: number;
  /** Points of the grid of their centres, along each axis of the workspace. */
  readonly evalGridN: number;

  /**
   * @param options - `lossFunc`, `nSteps` and `workspace` at least; see {@link SimpleReachesOptions}.
   * @throws UsageError when a count is none, or the workspace is no rectangle.
   */
  constructor(given: SimpleReachesOptions) {
    const read = readNeededOptions("SimpleReaches", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const { workspace, evalNDirections = 7, evalReachLength = 0.5, evalGridN = 1, ...options } = read;
    super(options);
    checkWorkspace("SimpleReaches", workspace);
    this.workspace = workspace;
    this.evalNDirections = evalNDirections;
    this.evalReachLength = evalReachLength;
    this.evalGridN = evalGridN;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [low, high] = this.workspace;
    const [start, goal] = [...uniform(key, [2, 2], { minval: array(low), maxval: array(high) })] as [NDArray, NDArray];
    return this.#reach(start, goal);
  }

  get nValidationTrials(): number {
    return this.evalNDirections * this.evalGridN ** 2;
  }

  getValidationTrials(): TaskTrialSpec<ReachState> {
    const reaches = internalGridPoints(this.workspace, this.evalGridN).flatMap((centre) =>
      centreoutEndpoints(centre, this.evalNDirections, this.evalReachLength).map((end) => ({ centre, end })),
    );
    return vmap((start: NDArray, goal: NDArray) => this.#reach(start, goal))(
      pointsArray(reaches.map(({ centre }) => centre)),
      pointsArray(reaches.map(({ end }) => end)),
    );
  }

  #reach(start: NDArray, goal: NDArray): TaskTrialSpec<ReachState> {
    return reachTrial(start, goal, this.nSteps, powerDiscount(this.nSteps - 1));
  }
}
