import type { NDArray } from "@proj/array";
import { NodePath, treeAt, type Where } from "@proj/module";
import { subkeys } from "@proj/random";
import { postFinalStage, preFirstStage, runIntervenors, type Intervenors } from "./intervenor.ts";
import { isModel, type InterventionParams, type Model, type ModelInput } from "./model.ts";

/** The operation of a stage that is not a model: from input and part of the state to that part, anew. */
export type StageFunction<Input, Part> = (input: Input, part: Part, key: NDArray) => Part;

/** One operation of a {@link StagedModel}, whatever it reads and writes. */
export interface Stage<Input, State> {
  /** What the stage does, in a word. */
  readonly label: string;
  /** The operation. */
  readonly operation: unknown;
  /** The state after this stage. */
  run(input: Input, intervene: InterventionParams, state: State, key: NDArray): State;
}

/** A stage as {@link modelStage} is told of it. */
export interface StageParts<Input, State, StageInput, Part> {
  /** A model, or a function of input, part of the state and key. */
  readonly operation: Model<StageInput, Part> | StageFunction<StageInput, Part>;
  /** What goes in, from the staged model's input and state. */
  readonly whereInput: (input: Input, state: State) => StageInput;
  /** Which part of the state the operation changes. */
  readonly whereState: Where<State, Part>;
  /** The name when printed; by default the class of the model or the name of the function. */
  readonly label?: string;
}

/**
 * A stage: an operation with functions that say what it reads and which part of the state it replaces.
 *
 * @param parts - `operation`, `whereInput`, `whereState`; `label` when printed (default: the name of the operation).
 * @throws UsageError when `whereState` does not point at a node of the state.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { modelStage } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * interface Tank { readonly level: NDArray }
 * const fill = modelStage({
 *   operation: (input: NDArray, level: NDArray) => level.add(input),
 *   whereInput: (input: NDArray) => input,
 *   whereState: (state: Tank) => state.level,
 *   label: "fill",
 * });
 * fill.run(array(2), {}, { level: array(1) }, key(0)).level.item(); // → 3
 */
export function modelStage<Input, State, StageInput, Part>({
  operation,
  whereInput,
  whereState,
  label = nameOf(operation),
}: StageParts<Input, State, StageInput, Part>): Stage<Input, State> {
  const path = NodePath.of(whereState, { operation: "modelStage" });
  return {
    label,
    operation,
    run(input, intervene, state, key) {
      const stageInput = whereInput(input, state);
      const part = path.get(state);
      const next =
        typeof operation === "function"
          ? operation(stageInput, part, key)
          : operation.call({ input: stageInput, intervene }, part, key);
      return treeAt(path, state, next, { operation: "modelStage" });
    },
  };
}

function nameOf(operation: object): string {
  return typeof operation === "function" ? operation.name : operation.constructor.name;
}

/**
 * A model whose call is a sequence of named stages. The stages are data, so they can be printed, and intervenors can be
 * placed after each of them.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { formatModelSpec, modelStage, runStages, type Intervenors, type ModelInput, type StagedModel } from "@proj/feedbax";
 * import { Module } from "@proj/module";
 * import { key } from "@proj/random";
 * class Tank extends Module<{ level: NDArray; drained: NDArray }> {}
 * class Flow extends Module<{ rate: number; intervenors: Intervenors<Tank> }> implements StagedModel<NDArray, Tank> {
 *   get modelSpec() {
 *     return {
 *       fill: modelStage({
 *         operation: (input: NDArray, level: NDArray) => level.add(input),
 *         whereInput: (input: NDArray, _state: Tank) => input,
 *         whereState: (state: Tank) => state.level,
 *         label: "add",
 *       }),
 *       drain: modelStage({
 *         operation: (level: NDArray) => level.mul(this.rate),
 *         whereInput: (_input: NDArray, state: Tank) => state.level,
 *         whereState: (state: Tank) => state.drained,
 *         label: "a part",
 *       }),
 *     };
 *   }
 *   call(input: ModelInput<NDArray>, state: Tank, key: NDArray): Tank {
 *     return runStages(this, input, state, key);
 *   }
 *   init() {
 *     return new Tank({ level: array(0), drained: array(0) });
 *   }
 * }
 * const flow = new Flow({ rate: 0.5, intervenors: {} });
 * flow.call({ input: array(4), intervene: {} }, flow.init(), key(0)).drained.item(); // → 2
 * formatModelSpec(flow); // → "fill: add\ndrain: a part"
 */
export interface StagedModel<Input, State> extends Model<Input, State> {
  /** The stages by name, in the order in which they run. */
  readonly modelSpec: Readonly<Record<string, Stage<Input, State>>>;
  /** What changes the state between stages. */
  readonly intervenors: Intervenors<State>;
}

/**
 * Whether a value is a model made of stages.
 *
 * @example
 * import { DirectForceInput, isStagedModel, Mechanics, PointMass } from "@proj/feedbax";
 * isStagedModel(Mechanics.init(DirectForceInput.init(PointMass.init()))); // → true
 */
export function isStagedModel(value: unknown): value is StagedModel<unknown, unknown> {
  return isModel(value) && "modelSpec" in value;
}

/**
 * Calls a staged model: each stage in order, each followed by its intervenors. The `call` of staged models.
 *
 * Every stage has a key of its own, split into one for its intervenors and one for its operation, whether used or not; so
 * adding randomness to one stage leaves all others as they were.
 *
 * @param model - the model, whose stages are run.
 * @param input - of the model, and of its intervenors.
 * @param initial - the state before.
 * @param key - split into one for each stage, uint32[2].
 * @returns the state after.
 * @example
 * import { array } from "@proj/array";
 * import { DirectForceInput, Mechanics, PointMass, runStages } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const body = Mechanics.init(DirectForceInput.init(PointMass.init()), 0.5);
 * const after = runStages(body, { input: array([2, 0]), intervene: {} }, body.init(key(0)), key(1));
 * after.effector.vel.toList(); // → [1, 0]
 */
export function runStages<Input, State>(
  model: StagedModel<Input, State>,
  { input, intervene }: ModelInput<Input>,
  initial: State,
  key: NDArray,
): State {
  const stages = Object.entries(model.modelSpec);
  let state = runIntervenors(model.intervenors, preFirstStage, intervene, initial, key);
  let stageKey = key;
  subkeys(key, stages.length).forEach((both, index) => {
    const [name, stage] = stages[index]!;
    const [intervenorKey, operationKey] = subkeys(both);
    state = stage.run(input, intervene, state, operationKey);
    state = runIntervenors(model.intervenors, name, intervene, state, intervenorKey);
    stageKey = operationKey;
  });
  return runIntervenors(model.intervenors, postFinalStage, intervene, state, stageKey);
}
