import { getEnsemble } from "@proj/module";
import type { SimpleFeedbackState } from "../bodies/simple-feedback.ts";
import { simpleReachLoss } from "../losses/reach-losses.ts";
import { rectangleOption, type Rectangle } from "../tasks/points.ts";
import { SimpleReaches } from "../tasks/simple-reaches.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { functionOption, integerOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import { pointMassNN, pointMassNNReaders, type PointMassNN, type PointMassNNOptions } from "./point-mass-nn.ts";
import { TrainingContext } from "./training-context.ts";

/** Options of {@link pointMassNNSimpleReaches}. */
export interface PointMassNNSimpleReachesOptions extends PointMassNNOptions {
  /** Models side by side, each from a key of its own. Default 1. */
  readonly nReplicates?: number;
  /** Where reaches of the training start and end. Default from (-1, -1) to (1, 1). */
  readonly workspace?: Rectangle;
  /** What of the model is trained. Default the network. */
  readonly whereTrain?: (model: PointMassNN) => unknown;
  /** Centres of validation reaches along each axis of the workspace. Default 1. */
  readonly evalGridN?: number;
  /** Directions of validation reaches. Default 7. */
  readonly evalNDirections?: number;
}

const readers: OptionReaders<PointMassNNSimpleReachesOptions> = {
  ...pointMassNNReaders,
  nReplicates: integerOption(1),
  workspace: rectangleOption,
  whereTrain: functionOption(),
  evalGridN: integerOption(1),
  evalNDirections: integerOption(1),
};

const evalReachLength = 0.5;

/**
 * A network that learns to move a point mass to targets, ready to be trained.
 *
 * @param options - `key` at least; see {@link PointMassNNSimpleReachesOptions} and {@link PointMassNNOptions}.
 * @throws UsageError when an option is unknown or out of range.
 * @example
 * import { pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const context = pointMassNNSimpleReaches({ key: key(0) });
 * context.model.step.net.hiddenSize; // → 50
 */
export function pointMassNNSimpleReaches(
  given: PointMassNNSimpleReachesOptions,
): TrainingContext<PointMassNN, SimpleFeedbackState> {
  const {
    nReplicates = 1,
    workspace = [
      [-1, -1],
      [1, 1],
    ],
    whereTrain = (model: PointMassNN) => model.step.net,
    evalGridN = 1,
    evalNDirections = 7,
    key,
    ...options
  } = readNeededOptions("pointMassNNSimpleReaches", given, readers, ["key"]);
  const task = new SimpleReaches({
    lossFunc: simpleReachLoss(),
    nSteps: options.nSteps ?? 100,
    workspace,
    evalGridN,
    evalNDirections,
    evalReachLength,
  }) as AbstractTask<unknown> as AbstractTask<SimpleFeedbackState>;
  const make = (modelKey: typeof key): PointMassNN => pointMassNN(task, { ...options, key: modelKey });
  const ensembled = nReplicates > 1;
  const model = ensembled ? getEnsemble(make, nReplicates, key) : make(key);
  return new TrainingContext(model, task, whereTrain, { ensembled });
}
