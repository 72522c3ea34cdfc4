import { where, type NDArray } from "@proj/array";
import { mapUntil } from "@proj/tree";

/** Limits of a state: trees like the state with `null` where there is no limit, or `null` for no limits at all. */
export interface StateBounds {
  /** The smallest values. */
  readonly low: unknown;
  /** The largest values. */
  readonly high: unknown;
}

/**
 * A state moved into its bounds, each component for itself.
 *
 * @param bounds - trees like the state.
 * @param state - a tree of arrays.
 * @example
 * import { array } from "@proj/array";
 * import { clipState } from "@proj/feedbax";
 * const bounds = { low: { angle: array([0, 0]), speed: null }, high: null };
 * clipState(bounds, { angle: array([-1, 2]), speed: array([-9, 9]) }).angle.toList(); // → [0, 2]
 */
export function clipState<State>({ low, high }: StateBounds, state: State): State {
  const above = clip(low, state, (x, limit) => where(x.gt(limit), x, limit));
  return clip(high, above, (x, limit) => where(x.lt(limit), x, limit));
}

function clip<State>(limits: unknown, state: State, toward: (x: NDArray, limit: NDArray) => NDArray): State {
  if (limits === null) return state;
  return mapUntil(
    (value) => value === null,
    (limit: NDArray | null, x: NDArray) => (limit === null ? x : toward(x, limit)),
    limits,
    state,
  ) as State;
}
