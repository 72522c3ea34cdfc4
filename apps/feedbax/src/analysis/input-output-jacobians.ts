import type { NDArray } from "@proj/array";
import { jacfwd, vmap } from "@proj/autodiff";

/** How one step of a network answers small changes, at each time. */
export interface StepJacobians {
  /** Derivatives by the input: what the network does about what it senses, `[time, outputs, inputs]`. */
  readonly input: NDArray;
  /** Derivatives by the hidden activity, `[time, outputs, units]`. */
  readonly hidden: NDArray;
}

/**
 * Derivatives of one step of a network along a trial: by its input, the momentary gains of feedback, and by its hidden activity.
 *
 * @param step - the output of one step, `[outputs]`, from its input, `[inputs]`, and the activity before it, `[units]`.
 * @param inputs - `[time, inputs]`
 * @param hidden - the activity before each step, `[time, units]`
 * @example
 * import { array, tanh, type NDArray } from "@proj/array";
 * import { inputOutputJacobians } from "@proj/feedbax";
 * const step = (x: NDArray, h: NDArray) => tanh(x.mul(3).add(h));
 * const { input, hidden } = inputOutputJacobians(step, array([[0]]), array([[0]]));
 * [input.item(), hidden.item()]; // → [3, 1]
 */
export function inputOutputJacobians(
  step: (input: NDArray, hidden: NDArray) => NDArray,
  inputs: NDArray,
  hidden: NDArray,
): StepJacobians {
  return {
    input: vmap(jacfwd(step, { argnums: 0 }))(inputs, hidden),
    hidden: vmap(jacfwd(step, { argnums: 1 }))(inputs, hidden),
  };
}
