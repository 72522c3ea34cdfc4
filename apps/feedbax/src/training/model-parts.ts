import { UsageError } from "@proj/array";
import { combine, filter, isArray, isInexactArray, partition, updateAt } from "@proj/module";
import { leaves, map } from "@proj/tree";

/** A model in parts: what is trained, the other arrays, and everything else. */
export interface ModelParts<Model> {
  readonly trained: Model;
  readonly frozen: Model;
  readonly rest: Model;
}

/**
 * Takes a model apart, given which of its leaves are trained.
 * @example
 * import { pointMassNNSimpleReaches, takeApart, trainedLeaves } from "@proj/feedbax";
 * import { leaves } from "@proj/tree";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const { trained } = takeApart(model, trainedLeaves(model, (m) => m.step.net));
 * leaves(trained).length; // → 6
 */
export function takeApart<Model>(model: Model, isTrained: Model): ModelParts<Model> {
  const [arrays, rest] = partition(model, isArray);
  const [selected, untouched] = partition(arrays, isTrained as object);
  const [trained, integers] = partition(selected, isInexactArray);
  return { trained, frozen: combine(untouched, integers), rest };
}

/** Puts a model together again. */
export function putTogether<Model>({ trained, frozen, rest }: ModelParts<Model>): Model {
  return combine(trained, frozen, rest);
}

/**
 * A tree of booleans like the model: true for the leaves that are trained.
 *
 * @param whereTrain - picks one node of the model, or a list of nodes.
 * @throws UsageError when they hold no array of floats.
 */
export function trainedLeaves<Model>(model: Model, whereTrain: (model: Model) => unknown): Model {
  const none = map(() => false, model as unknown) as Model;
  const chosen = updateAt(whereTrain, none, (node) => map(() => true, node));
  const selected = leaves(filter(model, chosen as object), undefined);
  if (selected.some(isInexactArray)) return chosen;
  throw new UsageError({
    operation: "TaskTrainer.train",
    received: `whereTrain ${String(whereTrain)}, which picks no array of floats`,
    expected: "a part of the model with parameters",
    remedy: "pick for example (model) => model.step.net",
  });
}
