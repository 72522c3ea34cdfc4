import { scan, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { split } from "@proj/random";
import { broadcastPrefix, flatten } from "@proj/tree";
import type { Model, ModelInput } from "./model.ts";
import { stateHistory, type StepInput } from "./model-iterator.ts";

/**
 * Runs a model for a trial as `ModelIterator` does, and remembers of its states only what is asked for: the rest is null in what it
 * gives. Long trials of models with late channels need less memory so.
 *
 * (In Feedbax such an iterator cannot be constructed.)
 *
 * @typeParam Step - the model of one step.
 * @example
 * import { array, zeros, type NDArray } from "@proj/array";
 * import { ForgetfulIterator, type Model } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * type Tank = { readonly level: NDArray; readonly pipe: NDArray };
 * const tank: Model<NDArray, Tank> = {
 *   call: ({ input }, { level, pipe }) => ({ level: level.add(pipe), pipe: input }),
 *   init: () => ({ level: zeros([]), pipe: zeros([]) }),
 * };
 * const iterator = ForgetfulIterator.init<NDArray, Tank>(tank, 4, { level: true, pipe: false });
 * const states = iterator.call({ input: array([1, 2, 3]), intervene: {} }, tank.init(key(0)), key(0));
 * states.level.toList(); // → [0, 0, 1, 3]
 * states.pipe; // → null
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types a field, which the rule does not look at
export class ForgetfulIterator<Input, State, Step extends Model<Input, State> = Model<Input, State>>
  extends Module<{
    /** The model of one step. */
    readonly step: Step;
    /** Lengths of histories: the initial state and one state after each step. */
    readonly nSteps: number;
    /** Booleans, a prefix of the state's tree: true for what is remembered. */
    readonly memorySpec: unknown;
  }>
  implements Model<Input, State>
{
  /**
   * @param step - the model of one step.
   * @param nSteps - states of a trial, the initial one included.
   * @param memorySpec - booleans, a prefix of the state's tree: true for what is remembered. Default: that of the step, or all.
   */
  static init<Input, State, Step extends Model<Input, State> = Model<Input, State>>(
    step: Step,
    nSteps: number,
    memorySpec: unknown = step.memorySpec ?? true,
  ): ForgetfulIterator<Input, State, Step> {
    return new ForgetfulIterator({ step, nSteps, memorySpec });
  }

  /** The history of what is remembered, [nSteps, …] in each leaf: the initial state first. */
  call(input: ModelInput<Input>, initial: State, key: NDArray): State {
    return stateHistory(initial, this.trajectory(input, initial, key));
  }

  /** What is remembered after each step, [nSteps - 1, …] in each leaf. */
  trajectory({ input, intervene }: ModelInput<Input>, initial: State, key: NDArray): State {
    const [leaves, structure] = flatten(initial as unknown, undefined);
    const remembered = flatten(broadcastPrefix(this.memorySpec, initial) as unknown, undefined)[0];
    const xs: StepInput<Input> = { input, intervene, key: split(key, this.nSteps - 1) };
    const [, states] = scan(
      (state: readonly NDArray[], at: StepInput<Input>): readonly [readonly NDArray[], readonly NDArray[]] => {
        const before = structure.unflatten(state) as State;
        const after = this.step.call({ input: at.input, intervene: at.intervene }, before, at.key);
        const next = flatten(after as unknown, undefined)[0] as readonly NDArray[];
        return [next, next.filter((_, index) => remembered[index] === true)];
      },
      leaves as readonly NDArray[],
      xs,
    );
    const queue = [...states];
    return structure.unflatten(remembered.map((is) => (is === true ? queue.shift() : null))) as State;
  }

  init(key: NDArray): State {
    return this.step.init(key);
  }

  stateConsistencyUpdate(state: State): State {
    return this.step.stateConsistencyUpdate?.(state) ?? state;
  }
}
