import { isfinite, logicalAnd, logicalNot, where, zerosLike as zerosOf, type DType, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  dtypeOption,
  functionOption,
  isNDArray,
  readArgument,
  readOptions,
  scalar,
  toArray,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import type { ArrayLike } from "@proj/array";
import { map } from "@proj/tree";
import { mapArrays, mapToState, total, trainableLeaves, zerosLike } from "../arrays.ts";
import { increment, noSteps, transformationOption } from "../hyperparameters.ts";
import type { ArrayTree, ExtraArgs, GradientTransformation, ScheduleFunction } from "../transformation.ts";

/** What {@link MultiSteps} has gathered, and the state of the optimiser that waits for it. */
export interface MultiStepsState<Inner> {
  /** Gradients gathered since the last step. */
  readonly miniStep: NDArray;
  /** Steps made. */
  readonly gradientStep: NDArray;
  readonly innerOptState: Inner;
  readonly accGrads: ArrayTree;
  /** What the function that skips gradients said of the last ones. */
  readonly skipState: ArrayTree;
}

/** Says whether gradients are skipped, a scalar boolean, and what is kept of the decision. */
export type ShouldSkipUpdateFunction = (
  updates: unknown,
  gradientStep: NDArray,
  params: unknown,
) => readonly [shouldSkip: NDArray, skipState: ArrayTree];

/** Options of {@link MultiSteps}. */
export interface MultiStepsOptions {
  /** Whether steps are made with the mean of gradients, or with their sum; default true. */
  readonly useGradMean?: boolean;
  /** Which gradients are left out; default none. */
  readonly shouldSkipUpdateFn?: ShouldSkipUpdateFunction;
  /** The dtype in which gradients are gathered; default float32. */
  readonly accumulatorDtype?: DType;
}

const readers: OptionReaders<MultiStepsOptions> = {
  useGradMean: booleanOption,
  shouldSkipUpdateFn: functionOption(),
  accumulatorDtype: dtypeOption,
};

const everyOption: OptionReader<number | ScheduleFunction> = (value, place) => {
  if (typeof value === "function") return value as ScheduleFunction;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw wrongOption(place, value, "a positive integer, or a schedule of them");
};

/** One of two trees of arrays of one structure, array by array. */
function chosen<T>(choice: NDArray, onTrue: T, onFalse: T): T {
  return map(
    (x: unknown, y: unknown) => (isNDArray(x) && isNDArray(y) ? convert(where(choice, x, y), y.dtype) : x),
    onTrue as unknown,
    onFalse as never,
  ) as T;
}

/**
 * An optimiser that gathers the gradients of several batches and makes one step of their mean: large batches in little memory.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { MultiSteps, sgd } from "@proj/optim";
 * const optimiser = new MultiSteps(sgd(0.5), 2);
 * const [first, state] = optimiser.update(array([2]), optimiser.init(array([0])));
 * first.toList(); // → [0]
 * const [second, next] = optimiser.update(array([4]), state);
 * second.toList(); // → [-1.5]
 * optimiser.hasUpdated(next).item(); // → true
 * ```
 */
export class MultiSteps<Inner> implements GradientTransformation<MultiStepsState<Inner>> {
  /** The optimiser that makes the steps. */
  readonly innerOpt: GradientTransformation<Inner>;
  readonly #every: number | ScheduleFunction;
  readonly #options: Partial<MultiStepsOptions>;

  /**
   * @param opt - the optimiser that makes the steps.
   * @param everyKSchedule - how many gradients are gathered: an integer, or a function of the number of steps made.
   * @param options - see {@link MultiStepsOptions}.
   */
  constructor(
    opt: GradientTransformation<Inner>,
    everyKSchedule: number | ScheduleFunction,
    options?: MultiStepsOptions,
  ) {
    readArgument("MultiSteps", "opt", opt, transformationOption);
    this.innerOpt = opt;
    this.#every = readArgument("MultiSteps", "everyKSchedule", everyKSchedule, everyOption);
    this.#options = readOptions("MultiSteps", options, readers);
  }

  /** The state before the first gradient. */
  readonly init = (params: unknown): MultiStepsState<Inner> => {
    const gradientStep = noSteps();
    return {
      miniStep: noSteps(),
      gradientStep,
      innerOptState: this.innerOpt.init(params),
      accGrads: zerosLike(params, this.#accumulatorDtype),
      skipState: this.#skip(zerosLike(params), gradientStep, params)[1],
    };
  };

  /** Gathers gradients; updates are zeros until there are enough. */
  readonly update = <Updates>(
    updates: Updates,
    state: MultiStepsState<Inner>,
    params?: unknown,
    extra?: ExtraArgs,
  ): readonly [Updates, MultiStepsState<Inner>] => {
    const operation = "MultiSteps";
    const { miniStep, gradientStep, innerOptState } = state;
    const every = this.#every;
    const k = typeof every === "number" ? every : convert(toArray(every(gradientStep)), "int32");
    const [skipped, skipState] = this.#skip(updates, gradientStep, params);
    const { useGradMean = true } = this.#options;
    const gathered = mapToState(
      operation,
      (g, acc) => (useGradMean ? acc.add(g.sub(acc).div(convert(miniStep.add(1), acc.dtype))) : g.add(acc)),
      updates,
      { accGrads: state.accGrads },
    );
    const complete = mapArrays(operation, (g, acc) => convert(acc, g.dtype), updates, { gathered });
    const [step, nextInner] = this.innerOpt.update(complete, innerOptState, params, extra);
    const emits = miniStep.eq(toArray(k).sub(1));
    const next: MultiStepsState<Inner> = {
      miniStep: increment(miniStep).mod(k),
      gradientStep: where(emits, increment(gradientStep), gradientStep),
      innerOptState: chosen(emits, nextInner, innerOptState),
      accGrads: mapToState(operation, (acc) => convert(where(emits, 0, acc), this.#accumulatorDtype), gathered),
      skipState,
    };
    const emitted = mapArrays(operation, (u) => where(emits, u, 0), step);
    if (this.#options.shouldSkipUpdateFn === undefined) return [emitted, next];
    const nothing = mapArrays(operation, (u) => zerosOf(u), step);
    return [chosen(skipped, nothing, emitted), chosen(skipped, { ...state, skipState }, next)];
  };

  /** Whether the last call of `update` made a step. */
  hasUpdated(state: MultiStepsState<Inner>): NDArray {
    return logicalAnd(state.miniStep.eq(0), state.gradientStep.gt(0));
  }

  /** The optimiser as a plain pair of functions. */
  gradientTransformation(): GradientTransformation<MultiStepsState<Inner>> {
    return { init: this.init, update: this.update };
  }

  get #accumulatorDtype(): DType {
    return this.#options.accumulatorDtype ?? "float32";
  }

  #skip(updates: unknown, gradientStep: NDArray, params: unknown): ReturnType<ShouldSkipUpdateFunction> {
    const { shouldSkipUpdateFn } = this.#options;
    if (shouldSkipUpdateFn === undefined) return [scalar(0, "bool"), []];
    const answer = shouldSkipUpdateFn(updates, gradientStep, params);
    const [skipped] = answer;
    if (isNDArray(skipped) && skipped.dtype === "bool" && skipped.ndim === 0) return answer;
    throw new UsageError({
      operation: "MultiSteps",
      received: `shouldSkipUpdateFn that said ${isNDArray(skipped) ? skipped.describe() : typeof skipped}`,
      expected: "a pair whose first is one boolean, bool[]",
      remedy: "compare, and reduce several answers to one with any",
    });
  }
}

/**
 * For {@link MultiSteps}: leaves out gradients that are not finite.
 *
 * @param updates - the gradients.
 * @returns whether they are left out, and that with the number of elements that are not finite.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { skipNotFinite } from "@proj/optim";
 * skipNotFinite(array([1, NaN, Infinity]))[1].numNotFinite.item(); // → 2
 * ```
 */
export function skipNotFinite(
  updates: unknown,
  _gradientStep?: NDArray,
  _params?: unknown,
): readonly [shouldSkip: NDArray, state: { readonly shouldSkip: NDArray; readonly numNotFinite: NDArray }] {
  const counts = trainableLeaves(updates).map((g) => logicalNot(isfinite(g)).sum({ dtype: "int32" }));
  const numNotFinite = convert(total(counts), "int32");
  const shouldSkip = numNotFinite.gt(0);
  return [shouldSkip, { shouldSkip, numNotFinite }];
}

/**
 * For {@link MultiSteps}: leaves out gradients whose squared norm is not below a bound.
 *
 * @param updates - the gradients.
 * @param maxSquaredNorm - the bound.
 * @returns whether they are left out, and that with their squared norm.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { MultiSteps, sgd, skipLargeUpdates } from "@proj/optim";
 * skipLargeUpdates(array([3, 4]), array(0), null, 20)[0].item(); // → true
 * new MultiSteps(sgd(0.1), 2, { shouldSkipUpdateFn: (g, step, params) => skipLargeUpdates(g, step, params, 20) });
 * ```
 */
export function skipLargeUpdates(
  updates: unknown,
  _gradientStep: NDArray,
  _params: unknown,
  maxSquaredNorm: ArrayLike,
): readonly [shouldSkip: NDArray, state: { readonly shouldSkip: NDArray; readonly normSquared: NDArray }] {
  const normSquared = total(trainableLeaves(updates).map((g) => g.mul(g).sum()));
  const shouldSkip = logicalNot(normSquared.lt(maxSquaredNorm));
  return [shouldSkip, { shouldSkip, normSquared }];
}
