import { zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import type { DynamicalSystem } from "./dynamical-system.ts";

/**
 * A linear system that does not change in time: dx/dt = A x + B u, observed as C x.
 *
 * @example
 * import { array } from "@proj/array";
 * import { LTISystem } from "@proj/feedbax";
 * const decay = new LTISystem({ A: array([[-2]]), B: array([[1]]), C: array([[1]]) });
 * decay.vectorField(array(0), array([3]), array([1])).toList(); // → [-5]
 */
export class LTISystem
  extends Module<{
    /** State to state, [n, n]. */
    readonly A: NDArray;
    /** Input to state, [n, m]. */
    readonly B: NDArray;
    /** State to observation, [p, n]. */
    readonly C: NDArray;
  }>
  implements DynamicalSystem<NDArray>
{
  get inputSize(): number {
    return this.B.shape.at(-1) ?? 0;
  }
  /** Components of the state. */
  get stateSize(): number {
    return this.A.shape.at(-1) ?? 0;
  }

  vectorField(_t: NDArray, state: NDArray, input: NDArray): NDArray {
    return this.A.dot(state).add(this.B.dot(input));
  }

  /** What is observed of a state. */
  observe(state: NDArray): NDArray {
    return this.C.dot(state);
  }

  init(_key: NDArray): NDArray {
    return zeros([this.stateSize]);
  }
}
