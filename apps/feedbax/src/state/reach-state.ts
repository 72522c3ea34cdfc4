import type { NDArray } from "@proj/array";
import type { CartesianState } from "./cartesian-state.ts";

/** What tasks and losses of reaching have to know of the states of models. */
export interface ReachState {
  readonly mechanics: { readonly effector: CartesianState };
  readonly net: { readonly hidden: NDArray };
  readonly efferent: { readonly output: NDArray };
}
