import type { DType, NDArray } from "@proj/array";
import { isInexactArray, treeCast } from "@proj/module";
import { leaves } from "@proj/tree";
import type { ModelIterator } from "../models/model-iterator.ts";
import type { TaskTrialSpec } from "./trial-spec.ts";

/** A model that can do a whole trial. */
export type TrialModel<State> = Pick<
  ModelIterator<unknown, State>,
  "call" | "trajectory" | "init" | "stateConsistencyUpdate"
>;

/** A trial before its first step. */
export interface TrialStart<State> {
  /** The state in which the trial begins. */
  readonly state: State;
  /** The trial, in the precision of the model. */
  readonly trial: TaskTrialSpec<State>;
}

/**
 * The state in which a trial begins: that of the model, with what the trial sets, made consistent.
 *
 * State and trial take the precision of the model, so that a model converted to float64 computes in float64 throughout.
 *
 * @param model - what does the trial.
 * @param trial - one trial.
 * @param key - randomness of the initial state, uint32[2].
 * @example
 * import { pointMassNNSimpleReaches, startTrial } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model, task } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const trial = task.getTrainTrial(key(1), { size: 1, current: 0, total: 1 });
 * const { state } = startTrial(model, trial, key(2));
 * state.mechanics.plant.skeleton.pos.toList().toString() === state.mechanics.effector.pos.toList().toString(); // → true
 */
export function startTrial<State>(
  model: TrialModel<State>,
  trial: TaskTrialSpec<State>,
  key: NDArray,
): TrialStart<State> {
  const dtype = precisionOf(model);
  const placed = treeCast(trial.inits.placeInto(model.init(key)), dtype);
  return { state: model.stateConsistencyUpdate(placed), trial: treeCast(trial, dtype) };
}

/**
 * The states after each step of a trial, [T, …] in each leaf.
 *
 * @param model - what does the trial.
 * @param start - as {@link startTrial} gives it.
 * @param key - randomness of the steps, uint32[2].
 * @example
 * import { pointMassNNSimpleReaches, startTrial, trajectoryOf } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model, task } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const start = startTrial(model, task.getTrainTrial(key(1), { size: 1, current: 0, total: 1 }), key(2));
 * trajectoryOf(model, start, key(3)).mechanics.effector.pos.shape; // → [3, 2]
 */
export function trajectoryOf<State>(
  model: TrialModel<State>,
  { state, trial }: TrialStart<State>,
  key: NDArray,
): State {
  return model.trajectory({ input: trial.inputs, intervene: trial.intervene }, state, key);
}

/** The floating-point type in which a model computes: that of its parameters, double precision if any of them has it. */
function precisionOf(model: unknown): DType {
  const isDouble = (leaf: unknown): boolean => isInexactArray(leaf) && leaf.dtype === "float64";
  return (leaves(model, undefined) as readonly unknown[]).some(isDouble) ? "float64" : "float32";
}
