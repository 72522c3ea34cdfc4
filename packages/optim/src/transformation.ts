import type { NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";

/**
 * A pure pair of functions that turns gradients into updates: the protocol of every optimiser and of every part of one.
 *
 * Trees of gradients may have `null` where parameters are frozen, and `params` may be a whole model with leaves that are
 * not arrays: both stay untouched.
 *
 * @typeParam State - what it remembers between steps; a tree of arrays, so that it passes through `jit` and `vmap`.
 */
export interface GradientTransformation<State> {
  /** The state before the first step, for parameters of this structure. */
  readonly init: (params: unknown) => State;
  /**
   * One step.
   *
   * @param updates - gradients, or what the transformation before made of them.
   * @param params - the parameters, for transformations that look at them (weight decay).
   * @returns what to do instead of `updates`, and the next state.
   */
  readonly update: <Updates>(
    updates: Updates,
    state: State,
    params?: unknown,
  ) => readonly [updates: Updates, state: State];
}

/**
 * The state of an optimiser, for signatures: `StateOf<typeof optimiser>`.
 *
 * @typeParam T - the type of the optimiser.
 */
export type StateOf<T> = T extends GradientTransformation<infer State> ? State : never;

/** The state of a transformation that remembers nothing. */
export type EmptyState = Readonly<Record<string, never>>;

/** A step size, constant or as a function of the number of steps taken so far. */
export type ScalarOrSchedule = number | NDArray | Schedule;

/**
 * A hyperparameter as a function of the number of steps taken so far, an int32 scalar that counts from 0, and of the dtype in
 * which it is best computed: float32 unless said otherwise, float64 for parameters of that dtype.
 */
export type Schedule = (count: NDArray, dtype?: "float32" | "float64") => NDArray;

/**
 * A transformation without memory.
 *
 * @param f - makes the new updates; called with the parameters if the caller gave them.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { isNDArray } from "@proj/array/core";
 * import { stateless } from "@proj/optim";
 * import { map } from "@proj/tree";
 * const flip = stateless(<U>(updates: U) => map((g: unknown) => (isNDArray(g) ? g.neg() : g), updates as unknown) as U);
 * flip.update({ w: array([1, 2]) }, flip.init({}))[0].w.toList(); // → [-1, -2]
 * ```
 */
export function stateless(
  f: <Updates>(updates: Updates, params: unknown) => Updates,
): GradientTransformation<EmptyState> {
  readArgument("stateless", "f", f, functionOption());
  return { init: () => ({}), update: (updates, state, params) => [f(updates, params), state] };
}

/**
 * Passes gradients on unchanged.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { identity } from "@proj/optim";
 * const { init, update } = identity();
 * update(array([1, 2]), init(array([0, 0])))[0].toList(); // → [1, 2]
 * ```
 */
export function identity(): GradientTransformation<EmptyState> {
  return stateless((updates) => updates);
}
