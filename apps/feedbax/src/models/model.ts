import type { NDArray } from "@proj/array";

/** Parameters of interventions by the labels of the intervenors that take them. */
export type InterventionParams = Readonly<Record<string, unknown>>;

/** What a model is called with: its own input, and the parameters of the interventions inside of it. */
export interface ModelInput<Input> {
  /** A tree of arrays. */
  readonly input: Input;
  /** Empty when nothing intervenes. */
  readonly intervene: InterventionParams;
}

/**
 * Something with a state that an input changes: a network, a body, a channel, or a composition of them.
 *
 * Models are immutable trees of parameters. All that changes is in the state, which goes in and comes out.
 *
 * @typeParam Input - a tree of arrays.
 * @typeParam State - a tree of arrays.
 */
export interface Model<Input, State> {
  /**
   * The state after this input.
   *
   * @param key - randomness of this call, uint32[2].
   */
  call(input: ModelInput<Input>, state: State, key: NDArray): State;
  /** The state to begin with. */
  init(key: NDArray): State;
  /** The state after some part of it was set from outside: parts that depend on it are set too. Default: as it is. */
  stateConsistencyUpdate?(state: State): State;
  /** Booleans, a prefix of the state's tree: true for what a `ForgetfulIterator` remembers. Default: all. */
  readonly memorySpec?: unknown;
}

/**
 * Whether a value is a model: it can be called and has a state of its own.
 *
 * @example
 * import { isModel, PointMass } from "@proj/feedbax";
 * isModel({ call: () => 1, init: () => 0 }); // → true
 * isModel(PointMass.init()); // → false
 */
export function isModel(value: unknown): value is Model<unknown, unknown> {
  return typeof value === "object" && value !== null && "call" in value && "init" in value;
}
