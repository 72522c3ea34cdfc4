import { UsageError } from "@proj/array";
import { combine, partition } from "@proj/module";
import { treeMapParams, type GradientTransformation } from "@proj/optim";
import { map, mapUntil } from "@proj/tree";
import { trainedLeaves } from "./model-parts.ts";

/** What of a model is trained: one node or several, all the time, or by the batch from which on it is. */
export type WhereTrain<Model> = ((model: Model) => unknown) | Readonly<Record<number, (model: Model) => unknown>>;

/** Batches in which the same part of the model is trained. */
export interface TrainingPhase<Model> {
  /** Its first batch. */
  readonly from: number;
  /** A tree of booleans like the model: true for what is trained. */
  readonly isTrained: Model;
}

/**
 * The phases of a run, in order.
 *
 * @throws UsageError when none begins with batch 0, or one trains nothing.
 */
export function trainingPhases<Model extends object>(
  model: Model,
  whereTrain: WhereTrain<Model>,
): readonly [TrainingPhase<Model>, ...TrainingPhase<Model>[]] {
  if (typeof whereTrain === "function") return [{ from: 0, isTrained: trainedLeaves(model, whereTrain) }];
  const [first, ...later] = Object.entries(whereTrain).map(([batch, where]) => ({
    from: Number(batch),
    isTrained: trainedLeaves(model, where),
  }));
  if (first?.from === 0 && later.every(({ from }) => Number.isInteger(from) && from > 0)) return [first, ...later];
  throw new UsageError({
    operation: "TaskTrainer.train",
    received: `whereTrain from the batches ${Object.keys(whereTrain).join(", ") || "of an empty object"}`,
    expected: "numbers of batches, one of which is 0",
    remedy: "write for example { 0: (model) => model.step.net.readout, 500: (model) => model.step.net }",
  });
}

/** What is trained in any of several phases, as a tree of booleans. */
export function trainedInAny<Model>(phases: readonly [TrainingPhase<Model>, ...TrainingPhase<Model>[]]): Model {
  const [first, ...others] = phases.map(({ isTrained }) => isTrained as unknown);
  return others.reduce(
    (either, one) => map((x: unknown, y: unknown) => x === true || y === true, either, one),
    first,
  ) as Model;
}

/** The phase to which a batch belongs. */
export function phaseOf<Model>(
  phases: readonly [TrainingPhase<Model>, ...TrainingPhase<Model>[]],
  batch: number,
): TrainingPhase<Model> {
  return phases.findLast(({ from }) => from <= batch) ?? phases[0];
}

/** Parameters that are trained in a phase, and those that rest. */
export function activeParameters<Model extends object>(
  trained: Model,
  { isTrained }: TrainingPhase<Model>,
): readonly [active: Model, idle: Model] {
  return partition(trained, isTrained);
}

/**
 * A fresh state of an optimiser with what an old one remembers of parameters that both know: moments go on, counts begin anew.
 * Where the old one knows nothing of a parameter, or the fresh one, the fresh one counts.
 */
export function withMemories<OptState>(
  optimizer: GradientTransformation<OptState>,
  fresh: OptState,
  old: OptState,
): OptState {
  const memories = treeMapParams(optimizer, (leaf) => leaf, old, [], { transformNonParams: () => null });
  const known = mapUntil(
    (value) => value === null,
    (one: unknown, other: unknown) => (one === null ? null : other),
    fresh,
    memories,
  );
  return combine(known, fresh) as OptState;
}
