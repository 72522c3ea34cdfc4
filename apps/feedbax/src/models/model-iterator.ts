import { concatenate, expandDims, scan, UsageError, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { split } from "@proj/random";
import { mapUntil } from "@proj/tree";
import type { InterventionParams, Model, ModelInput } from "./model.ts";

/**
 * Runs a model for a trial: one call for each step of the input, the state carried from step to step.
 *
 * Inputs and intervention parameters have the steps as their first axis, of length `nSteps - 1`.
 *
 * @typeParam Step - the model of one step.
 * @example
 * import { array, zeros, type NDArray } from "@proj/array";
 * import { ModelIterator, type Model } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const adder: Model<NDArray, NDArray> = { call: ({ input }, state) => state.add(input), init: () => zeros([]) };
 * const iterator = ModelIterator.init(adder, 4);
 * iterator.call({ input: array([1, 2, 3]), intervene: {} }, array(0), key(0)).toList(); // → [0, 1, 3, 6]
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types a field, which the rule does not look at
export class ModelIterator<Input, State, Step extends Model<Input, State> = Model<Input, State>>
  extends Module<{
    /** The model of one step. */
    readonly step: Step;
    /** Lengths of histories: the initial state and one state after each step. */
    readonly nSteps: number;
  }>
  implements Model<Input, State>
{
  /**
   * @param step - the model of one step.
   * @param nSteps - states of a trial, the initial one included.
   * @throws UsageError when there is no step to do.
   */
  static init<Input, State, Step extends Model<Input, State> = Model<Input, State>>(
    step: Step & Model<Input, State>,
    nSteps: number,
  ): ModelIterator<Input, State, Step> {
    checkSteps(nSteps);
    return new ModelIterator({ step, nSteps });
  }

  /** The history of the state, [nSteps, …] in each leaf: the initial state first. */
  call(input: ModelInput<Input>, initial: State, key: NDArray): State {
    return stateHistory(initial, this.trajectory(input, initial, key));
  }

  /** The states after each step, [nSteps - 1, …] in each leaf. */
  trajectory({ input, intervene }: ModelInput<Input>, initial: State, key: NDArray): State {
    checkSteps(this.nSteps);
    const keys = split(key, this.nSteps - 1);
    const xs: StepInput<Input> = { input, intervene, key: keys };
    const [, states] = scan(
      (state: State, at: StepInput<Input>): readonly [State, State] => {
        const next = this.step.call({ input: at.input, intervene: at.intervene }, state, at.key);
        return [next, next];
      },
      initial,
      xs,
    );
    return states;
  }

  init(key: NDArray): State {
    return this.step.init(key);
  }

  stateConsistencyUpdate(state: State): State {
    return this.step.stateConsistencyUpdate?.(state) ?? state;
  }
}

function checkSteps(nSteps: number): void {
  if (nSteps >= 2) return;
  throw new UsageError({
    operation: "ModelIterator",
    received: `nSteps ${nSteps}`,
    expected: "at least 2: the initial state and the state after one step",
    remedy: "make the trial longer",
  });
}

/** What one step of a trial is called with. */
export interface StepInput<Input> {
  readonly input: Input;
  readonly intervene: InterventionParams;
  readonly key: NDArray;
}

/**
 * The history of a state: the initial one, then the states after each step, along the first axis of each leaf.
 *
 * @param initial - a tree of arrays.
 * @param trajectory - the same tree with one more axis in front, of length T; null for what was not remembered.
 * @returns the tree with a first axis of length T + 1.
 * @example
 * import { array } from "@proj/array";
 * import { stateHistory } from "@proj/feedbax";
 * stateHistory({ pos: array([0, 0]) }, { pos: array([[1, 0], [2, 0]]) }).pos.toList(); // → [[0, 0], [1, 0], [2, 0]]
 */
export function stateHistory<State>(initial: State, trajectory: State): State {
  return mapUntil(
    (value) => value === null,
    (rest: unknown, first: unknown) =>
      rest === null ? null : concatenate([expandDims(first as NDArray, 0), rest as NDArray]),
    trajectory as unknown,
    initial as unknown,
  ) as State;
}

/**
 * The states of a model under a constant input, [nSteps, …]: the initial one, then those after each step.
 *
 * @param model - whose state is one array.
 * @param state - the initial state.
 * @param nSteps - states, the initial one included.
 * @param input - the same at each step.
 * @param key - split into one for each step, uint32[2].
 * @example
 * import { array } from "@proj/array";
 * import { evalStateTraj } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const doubling = { call: ({ input }: { input: { toList(): unknown } }, x: typeof state) => x.mul(2), init: () => state };
 * const state = array([1]);
 * evalStateTraj(doubling, state, 3, array(0), key(0)).toList(); // → [[1], [2], [4]]
 */
export function evalStateTraj<Input>(
  model: Model<Input, NDArray>,
  state: NDArray,
  nSteps: number,
  input: Input,
  key: NDArray,
): NDArray {
  checkSteps(nSteps);
  const [, states] = scan(
    (current: NDArray, stepKey: NDArray): readonly [NDArray, NDArray] => {
      const next = model.call({ input, intervene: {} }, current, stepKey);
      return [next, next];
    },
    state,
    split(key, nSteps - 1),
  );
  return stateHistory(state, states);
}
