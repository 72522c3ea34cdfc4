import { arange, array, concatenate, cumsum, full, logicalAnd, where, zerosLike, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { bernoulli, randint, split, subkeys, uniform } from "@proj/random";
import {
  integerOption,
  listOption,
  numberOption,
  readNeededOptions,
  wrongOption,
  type OptionReaders,
} from "@proj/tree/core";
import { CartesianState } from "../state/cartesian-state.ts";
import type { ReachState } from "../state/reach-state.ts";
import { powerDiscount } from "../trials/power-discount.ts";
import { TargetSpec } from "../trials/target-spec.ts";
import { TaskTrialSpec } from "../trials/trial-spec.ts";
import { WhereDict } from "../trials/where-dict.ts";
import { checkWorkspace, type Rectangle } from "./points.ts";
import { centreoutReaches, reachingReaders, type ReachingOptions } from "./reaching-options.ts";
import { AbstractTask } from "./task.ts";

/** The least length of an epoch, and the least that it does not reach, in steps. */
export type EpochRange = readonly [least: number, below: number];

/** Options of {@link DelayedReaches}. */
export interface DelayedReachesOptions extends ReachingOptions {
  /** How long the epochs before the movement last. Default [5, 15), [10, 20), [10, 25) steps. */
  readonly epochLenRanges?: readonly EpochRange[];
  /** Epochs in which the goal is seen. Default 1. */
  readonly targetOnEpochs?: readonly number[];
  /** Epochs in which the effector is to stay. Default 0, 1 and 2. */
  readonly holdEpochs?: readonly number[];
  /** The exponent of the discount of the distance. Default 6. */
  readonly discountExp?: number;
  /** How often in training the sign to go never comes, and the effector is to stay. Default 0. */
  readonly catchProbability?: number;
}

const readers: OptionReaders<DelayedReachesOptions> = {
  ...reachingReaders,
  epochLenRanges: (value, place) => {
    const isRange = (range: unknown): boolean =>
      Array.isArray(range) &&
      range.length === 2 &&
      range.every(Number.isInteger) &&
      range[0] >= 0 &&
      range[0] < range[1];
    if (Array.isArray(value) && value.length > 0 && value.every(isRange)) return value as readonly EpochRange[];
    throw wrongOption(place, value, "ranges of integers, such as [[5, 15], [10, 20]]");
  },
  targetOnEpochs: listOption(integerOption(0)),
  holdEpochs: listOption(integerOption(0)),
  discountExp: numberOption,
  catchProbability: numberOption,
};

/**
 * Reaching to a goal that is seen for a while, once the sign to hold is gone.
 *
 * The trial begins with epochs of random length; what is left is the movement. The network is told the goal while it is seen, whether to hold,
 * and whether the goal is seen. The effector should be at its start until the movement begins, then at the goal. (In Feedbax it should be in the
 * origin in epochs without hold before the movement.)
 *
 * @example
 * import { delayedReachLoss, DelayedReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const task = new DelayedReaches({ lossFunc: delayedReachLoss(), nSteps: 100, workspace: [[-1, -1], [1, 1]] });
 * const { extra } = task.getTrainTrial(key(0));
 * (extra!["epochStartIdxs"] as { toList(): unknown }).toList(); // → [0, 7, 19, 30]
 */
export class DelayedReaches extends AbstractTask<ReachState> {
  readonly workspace: Rectangle;
  readonly epochLenRanges: readonly EpochRange[];
  readonly targetOnEpochs: readonly number[];
  readonly holdEpochs: readonly number[];
  readonly discountExp: number;
  readonly catchProbability: number;
  readonly evalNDirections: number;
  readonly evalReachLength: number;
  readonly evalGridN: number;

  /** @param given - `lossFunc`, `nSteps` and `workspace` at least; see {@link DelayedReachesOptions}. */
  constructor(given: DelayedReachesOptions) {
    const read = readNeededOptions("DelayedReaches", given, readers, ["lossFunc", "nSteps", "workspace"]);
    const {
      workspace,
      epochLenRanges = [
        [5, 15],
        [10, 20],
        [10, 25],
      ],
      targetOnEpochs = [1],
      holdEpochs = [0, 1, 2],
      discountExp = 6,
      catchProbability = 0,
      evalNDirections = 7,
      evalReachLength = 0.5,
      evalGridN = 1,
      ...options
    } = read;
    super(options);
    checkWorkspace("DelayedReaches", workspace);
    this.workspace = workspace;
    this.epochLenRanges = epochLenRanges;
    this.targetOnEpochs = targetOnEpochs;
    this.holdEpochs = holdEpochs;
    this.discountExp = discountExp;
    this.catchProbability = catchProbability;
    this.evalNDirections = evalNDirections;
    this.evalReachLength = evalReachLength;
    this.evalGridN = evalGridN;
  }

  getTrainTrial(key: NDArray): TaskTrialSpec<ReachState> {
    const [pointsKey, epochsKey] = subkeys(key);
    const [low, high] = this.workspace;
    const points = uniform(pointsKey, [2, 2], { minval: array(low), maxval: array(high) });
    if (this.catchProbability === 0) return this.#reach(points.get(0), points.get(1), epochsKey, null);
    const [lengthsKey, catchKey] = subkeys(epochsKey);
    return this.#reach(points.get(0), points.get(1), lengthsKey, bernoulli(catchKey, this.catchProbability));
  }

  get nValidationTrials(): number {
    return this.evalNDirections * this.evalGridN ** 2;
  }

  getValidationTrials(key: NDArray): TaskTrialSpec<ReachState> {
    const [starts, ends] = centreoutReaches(this.workspace, this.evalGridN, this.evalNDirections, this.evalReachLength);
    // The sign to go always comes here; but lengths are drawn as in training.
    const one = (start: NDArray, goal: NDArray, epochsKey: NDArray) =>
      this.#reach(start, goal, this.catchProbability === 0 ? epochsKey : subkeys(epochsKey)[0], null);
    return vmap(one)(starts, ends, split(key, this.nValidationTrials));
  }

  #reach(start: NDArray, goal: NDArray, key: NDArray, isCatch: NDArray | null): TaskTrialSpec<ReachState> {
    const { epochLenRanges: ranges, nSteps } = this;
    const bound = (end: 0 | 1): NDArray =>
      array(
        ranges.map((range) => range[end]),
        { dtype: "int32" },
      );
    const lengths = randint(key, [ranges.length], bound(0), bound(1));
    const startIdxs = concatenate([full([1], 0, { dtype: "int32" }), cumsum(lengths).astype("int32")]);
    const time = arange(nSteps - 1).reshape([-1, 1]);
    const isIn = (epoch: number): NDArray => {
      const hasBegun = time.ge(startIdxs.get(epoch));
      return epoch < ranges.length ? logicalAnd(hasBegun, time.lt(startIdxs.get(epoch + 1))) : hasBegun;
    };
    const signal = (epochs: readonly number[]): NDArray =>
      epochs
        .map((epoch) => isIn(epoch).astype("float32"))
        .reduce((sum, one) => sum.add(one), time.mul(0).astype("float32"));
    const withoutGo = isCatch === null ? 0 : isCatch.astype("float32");
    const moves = isIn(ranges.length)
      .astype("float32")
      .mul(isCatch === null ? 1 : isCatch.astype("float32").neg().add(1));
    const hold = signal(this.holdEpochs).add(isIn(ranges.length).astype("float32").mul(withoutGo));
    const targetOn = signal(this.targetOnEpochs);
    const target = where(moves.gt(0), goal, start);
    const shown = targetOn.mul(goal);
    return TaskTrialSpec.init<ReachState>({
      inits: WhereDict.of<ReachState, unknown>([
        (state) => state.mechanics.effector,
        new CartesianState({ pos: start, vel: zerosLike(start), force: zerosLike(start) }),
      ]),
      inputs: {
        effectorTarget: new CartesianState({ pos: shown, vel: zerosLike(shown), force: null }),
        hold,
        targetOn,
      },
      targets: WhereDict.of<ReachState, Readonly<Record<string, TargetSpec>>>([
        (state) => state.mechanics.effector.pos,
        {
          effectorFixation: TargetSpec.init({ value: target, discount: hold.get(":", 0) }),
          effectorPosition: TargetSpec.init({ value: target, discount: powerDiscount(nSteps - 1, this.discountExp) }),
        },
      ]),
      extra: { epochStartIdxs: startIdxs },
    });
  }
}
