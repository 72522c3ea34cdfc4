import type { NDArray } from "@proj/array";
import type { CartesianState } from "./cartesian-state.ts";

/** What tasks and losses of reaching have to know of the states of models. */
export interface ReachState {
  /** The body: where its effector is, and how it moves. */
  readonly mechanics: { readonly effector: CartesianState };
  /** The network: activity of its hidden units, [..., hiddenSize]. */
  readonly net: { readonly hidden: NDArray };
  /** The command that reaches the body, [..., inputs of the plant]. */
  readonly efferent: { readonly output: NDArray };
}
