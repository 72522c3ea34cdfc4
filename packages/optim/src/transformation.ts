import type { ArrayLike, NDArray } from "@proj/array";
import { describeValue, functionOption, readArgument, UsageError } from "@proj/array/core";
import type { Tree } from "@proj/tree";

/** A tree of arrays whose shape the compiler does not follow: what states keep for each parameter. */
export type ArrayTree = Tree<NDArray>;

/**
 * What some transformations want to know beside gradients and parameters. Chains and wrappers hand it on to all parts, so that each
 * finds what it reads; a part that needs one which is missing says so.
 */
export interface ExtraArgs {
  /** The loss at the parameters. */
  readonly value?: ArrayLike;
  /** The gradient at the parameters, where updates are something else by then. */
  readonly grad?: unknown;
  /** The loss as a function of the parameters. */
  readonly valueFn?: FunctionOfParams<ArrayLike>;
  /** The loss as a function of the parameters, as estimators of curvature call it. */
  readonly objFn?: FunctionOfParams<ArrayLike>;
  /** The gradient as a function of parameters and of the number of the inner step. */
  readonly gradFn?: GradientOfStep;
  readonly [name: string]: unknown;
}

/** A function of parameters of whatever type the caller has: types of methods do not insist. */
export type FunctionOfParams<Result> = { call(params: unknown): Result }["call"];

/** A gradient as a function of parameters and the number of an inner step. */
export type GradientOfStep = { call(params: unknown, step: number): unknown }["call"];

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
  readonly init: { call(params: unknown): State }["call"];
  /**
   * One step.
   *
   * @param updates - gradients, or what the transformation before made of them.
   * @param params - the parameters, for transformations that look at them (weight decay).
   * @param extra - what else is known: the value of the loss, the loss itself; see {@link ExtraArgs}.
   * @returns what to do instead of `updates`, and the next state.
   */
  readonly update: {
    call<Updates>(
      updates: Updates,
      state: State,
      params?: unknown,
      extra?: ExtraArgs,
    ): readonly [updates: Updates, state: State];
  }["call"];
}

/** Every transformation takes extra arguments; Optax has a type of its own for those that do. */
export type GradientTransformationExtraArgs<State> = GradientTransformation<State>;

/**
 * The state of an optimiser, for signatures: `StateOf<typeof optimiser>`.
 *
 * @typeParam T - the type of the optimiser.
 */
export type StateOf<T> = T extends GradientTransformation<infer State> ? State : never;

/** The state of a transformation that remembers nothing. */
export type EmptyState = Readonly<Record<string, never>>;

/** The number of steps taken, an int32 scalar. */
export interface CountState {
  readonly count: NDArray;
}

/** The state of what counts steps only if it follows a schedule. */
export type ScheduledState = EmptyState | CountState;

/** A step size, constant or as a function of the number of steps taken so far. */
export type ScalarOrSchedule = number | NDArray | ScheduleFunction;

/** Any function of the number of steps taken so far, an int32 scalar that counts from 0. */
export type ScheduleFunction = (count: NDArray, dtype?: "float32" | "float64") => ArrayLike;

/**
 * A hyperparameter as a function of the number of steps taken so far, which counts from 0, and of the dtype in
 * which it is best computed: float32 unless said otherwise, float64 for parameters of that dtype.
 */
export type Schedule = (count: ArrayLike, dtype?: "float32" | "float64") => NDArray;

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
  return { init: initEmptyState, update: (updates, state, params) => [f(updates, params), state] };
}

/**
 * The state of a transformation that remembers nothing: `init` of those that are written by hand.
 *
 * @example
 * ```ts
 * import { initEmptyState } from "@proj/optim";
 * initEmptyState(); // → {}
 * ```
 */
export function initEmptyState(_params?: unknown): EmptyState {
  return {};
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

/**
 * The transformation itself: every one takes extra arguments. Optax has this for those that do not.
 *
 * @param transformation - any.
 * @example
 * ```ts
 * import { sgd, withExtraArgsSupport } from "@proj/optim";
 * const optimiser = sgd(0.1);
 * withExtraArgsSupport(optimiser) === optimiser; // → true
 * ```
 */
export function withExtraArgsSupport<State>(
  transformation: GradientTransformation<State>,
): GradientTransformation<State> {
  if (isTransformation(transformation)) return transformation;
  throw new UsageError({
    operation: "withExtraArgsSupport",
    received: `transformation: ${describeValue(transformation)}`,
    expected: "a gradient transformation, as sgd(0.1) or scale(2) gives it",
    remedy: "pass what an optimiser's function returns",
  });
}

/** Whether a value is a gradient transformation. */
export function isTransformation(value: unknown): value is GradientTransformation<unknown> {
  return typeof value === "object" && value !== null && "init" in value && "update" in value;
}

/**
 * The parameters, for a transformation that cannot do without.
 *
 * @throws UsageError in the name of `operation` if there are none.
 */
export function neededParams(operation: string, params: unknown): unknown {
  if (params !== undefined && params !== null) return params;
  throw new UsageError({
    operation,
    received: "no parameters",
    expected: "the current parameters, which it reads",
    remedy: "pass them as third argument: optimiser.update(gradients, state, params)",
  });
}

/**
 * One of the extra arguments, for a transformation that cannot do without.
 *
 * @throws UsageError in the name of `operation` if it is missing.
 */
export function neededExtra<Name extends keyof ExtraArgs & string>(
  operation: string,
  extra: ExtraArgs | undefined,
  name: Name,
): NonNullable<ExtraArgs[Name]> {
  const value = extra?.[name];
  if (value !== undefined && value !== null) return value;
  throw new UsageError({
    operation,
    received: `no ${name} among the extra arguments`,
    expected: `${name}, which it reads`,
    remedy: `pass it as fourth argument: optimiser.update(gradients, state, params, { ${name} })`,
  });
}
