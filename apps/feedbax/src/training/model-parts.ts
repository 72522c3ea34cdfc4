import { UsageError } from "@proj/array";
import { combine, filter, filterSpecAt, isArray, isInexactArray, partition } from "@proj/module";
import { leaves } from "@proj/tree";

/** A model in parts: what is trained, the other arrays, and everything else. */
export interface ModelParts<Model> {
  /** The arrays that are trained. */
  readonly trained: Model;
  /** All other arrays. */
  readonly frozen: Model;
  /** Everything that is no array. */
  readonly rest: Model;
}

/**
 * Partitions a model, given which of its leaves are trained; {@link combineModel} is the reverse.
 * @example
 * import { pointMassNNSimpleReaches, partitionModel, trainedLeaves } from "@proj/feedbax";
 * import { leaves } from "@proj/tree";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const { trained } = partitionModel(model, trainedLeaves(model, (m) => m.step.net));
 * leaves(trained).length; // → 6
 */
export function partitionModel<Model>(model: Model, isTrained: Model): ModelParts<Model> {
  const [arrays, rest] = partition(model, isArray);
  const [selected, untouched] = partition(arrays, isTrained as object);
  const [trained, integers] = partition(selected, isInexactArray);
  return { trained, frozen: combine(untouched, integers), rest };
}

/**
 * The model that {@link partitionModel} has partitioned.
 *
 * @example
 * import { combineModel, partitionModel, pointMassNNSimpleReaches, trainedLeaves } from "@proj/feedbax";
 * import { treeEqual } from "@proj/module";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * treeEqual(combineModel(partitionModel(model, trainedLeaves(model, (m) => m.step.net))), model); // → true
 */
export function combineModel<Model>({ trained, frozen, rest }: ModelParts<Model>): Model {
  return combine(trained, frozen, rest);
}

/**
 * A tree of booleans like the model: true for the leaves that are trained.
 *
 * @param whereTrain - picks one node of the model, or a list of nodes.
 * @throws UsageError when they hold no array of floats.
 * @example
 * import { pointMassNNSimpleReaches, trainedLeaves } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const isTrained = trainedLeaves(model, (m) => m.step.net.readout);
 * String(isTrained.step.net.readout); // → "Linear { weight: true, bias: true }"
 */
export function trainedLeaves<Model extends object>(model: Model, whereTrain: (model: Model) => unknown): Model {
  const chosen = filterSpecAt(whereTrain, model);
  const selected = leaves(filter(model, chosen), undefined);
  if (selected.some(isInexactArray)) return chosen;
  throw new UsageError({
    operation: "TaskTrainer.train",
    received: `whereTrain ${String(whereTrain)}, which picks no array of floats`,
    expected: "a part of the model with parameters",
    remedy: "pick for example (model) => model.step.net",
  });
}
