import type { NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";

/** The right-hand side of a differential equation dy/dt = f(t, y, args). */
export interface Term<Y, Args> {
  /** The slope at a time and state. */
  readonly vectorField: (t: NDArray, y: Y, args: Args) => Y;
}

/**
 * An ordinary differential equation.
 *
 * @typeParam Y - the state: a tree of arrays of floats.
 * @typeParam Args - whatever else the vector field depends on.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray, rate: number) => y.mul(-rate));
 * decay.vectorField(array(0), array([2]), 3).toList(); // → [-6]
 * ```
 */
export class ODETerm<Y, Args = undefined> implements Term<Y, Args> {
  readonly vectorField: (t: NDArray, y: Y, args: Args) => Y;

  /** @param vectorField - f(t, y, args): the slope, a tree like y. */
  constructor(vectorField: (t: NDArray, y: Y, args: Args) => Y) {
    this.vectorField = readArgument("ODETerm", "vectorField", vectorField, functionOption<typeof vectorField>());
  }
}
