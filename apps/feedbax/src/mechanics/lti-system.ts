import { UsageError, zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import type { DynamicalSystem } from "./dynamical-system.ts";

/**
 * A linear system that does not change in time: dx/dt = A x + B u, observed as C x.
 *
 * @example
 * import { array } from "@proj/array";
 * import { LTISystem } from "@proj/feedbax";
 * const decay = LTISystem.init(array([[-2]]), array([[1]]), array([[1]]));
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
  /**
   * @param A - state to state, [n, n].
   * @param B - input to state, [n, m].
   * @param C - state to observation, [p, n].
   * @throws UsageError when the shapes do not fit each other.
   */
  static init(A: NDArray, B: NDArray, C: NDArray): LTISystem {
    const n = A.shape.at(-1);
    const areMatrices = [A, B, C].every(({ ndim }) => ndim === 2);
    if (!areMatrices || A.shape[0] !== n || B.shape[0] !== n || C.shape[1] !== n) {
      throw new UsageError({
        operation: "LTISystem.init",
        received: `matrices of shapes ${[A, B, C].map(({ shape }) => `[${shape.join(", ")}]`).join(", ")}`,
        expected: "A of shape [n, n], B of shape [n, m] and C of shape [p, n]",
        remedy: "give as many rows to A and B, and columns to A and C, as the state has components",
      });
    }
    return new LTISystem({ A, B, C });
  }

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
