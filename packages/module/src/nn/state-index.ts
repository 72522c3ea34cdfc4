import { field } from "../fields.ts";
import { withFields } from "../module.ts";

/** Tells a place apart until its model gives it a name. */
class Marker {
  readonly name = "unnamed";
}

/** What stands for the initial value of a state that has been taken out of its model. */
export const takenOut = null;

/**
 * The place of a value that a model changes from call to call, such as a running mean. The model holds the place, a
 * {@link State} the value. {@link makeWithState} makes both.
 *
 * @typeParam T - the value, a tree of arrays.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { makeWithState, Module, State, StateIndex } from "@proj/module";
 * class Counter extends Module<{ count: StateIndex<NDArray> }> {
 *   call(x: NDArray, state: State): [NDArray, State] {
 *     const count = state.get(this.count).add(1);
 *     return [x.mul(count), state.set(this.count, count)];
 *   }
 * }
 * const [counter, state] = makeWithState(() => new Counter({ count: StateIndex.init(array(0)) }))();
 * const [, next] = counter.call(array(5), state);
 * counter.call(array(5), next)[0].item(); // → 10
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is the type of what is at the place
export class StateIndex<T> extends withFields({
  /** Tells places apart: the path to this one in its model. */
  marker: field<string | Marker>({ static: true }),
  /** The value at first; null once a state holds it. */
  init: field<unknown>(),
}) {
  /** For the compiler: what is at this place. */
  declare readonly value: T;

  /** @param value - the value at first, a tree of arrays; numbers become arrays. */
  static init<T>(value: T): StateIndex<T> {
    return new StateIndex<T>({ marker: new Marker(), init: value });
  }
}

/** Whether a value is a {@link StateIndex}. */
export function isStateIndex(value: unknown): value is StateIndex<unknown> {
  return value instanceof StateIndex;
}
