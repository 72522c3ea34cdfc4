import type { ArrayLike, NDArray } from "@proj/array";
import {
  functionOption,
  integerOption,
  nullableOption,
  readArgument,
  readOptions,
  runWhileLoop,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { reversalWith } from "./linearize-while.ts";

/** Options of {@link checkpointedWhileLoop}. */
export interface CheckpointedWhileLoopOptions {
  /** After how many steps the loop ends in any case; `null`, the default, for never. */
  readonly maxSteps?: number | null;
  /**
   * How many states are kept. With `maxSteps` the default is the number for which no step is computed more than three times,
   * about √(2 · maxSteps); without it there is no default.
   */
  readonly checkpoints?: number;
}

/** Options of {@link boundedWhileLoop}. */
export interface BoundedWhileLoopOptions {
  /** After how many steps the loop ends in any case. */
  readonly maxSteps: number;
  /** `base` states are kept for every digit of `maxSteps` to this base. Default 16. */
  readonly base?: number;
}

const checkpointedReaders: OptionReaders<CheckpointedWhileLoopOptions> = {
  maxSteps: nullableOption(integerOption(0)),
  checkpoints: integerOption(1),
};

const boundedReaders: OptionReaders<BoundedWhileLoopOptions> = { maxSteps: integerOption(0), base: integerOption(2) };

/**
 * Repeats a function while a condition on its state holds, as `whileLoop` does, and can be differentiated in reverse mode too:
 * `while (condition(state)) state = body(state)`.
 *
 * On the way forward some states are kept; on the way back each step is computed again from the last state kept before it, and
 * the room of states that have been passed is used for new ones. With k checkpoints memory is that of k + 1 states, whatever
 * the number n of steps, and n ≤ (k + t choose t) steps are computed at most t times again before they are differentiated:
 * for memory √(2n) that is twice, for memory log n it is log n times. No number of steps has to be known before. Parts of the
 * state that the derivative does not read, such as sums, and arrays that are only written into, are not kept.
 *
 * Derivatives of all orders exist, in both modes. Those of a gradient in reverse mode keep checkpoints of the way back, each with
 * all of the others.
 *
 * @param condition - from the state to one boolean scalar.
 * @param body - from the state to the next state, of the same structure, shapes and dtypes.
 * @param init - the first state, a tree of arrays; numbers become arrays.
 * @param options - see {@link CheckpointedWhileLoopOptions}.
 * @returns the first state for which the condition does not hold, or the state after `maxSteps` steps.
 * @throws UsageError when neither `checkpoints` nor `maxSteps` is given, when the condition is not a boolean scalar, or when the
 *   state changes its structure or types.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { checkpointedWhileLoop, grad } from "@proj/autodiff";
 * const f = (x: NDArray) => checkpointedWhileLoop((y) => y.lt(100), (y) => y.mul(y), x, { checkpoints: 4 });
 * f(array(3)).item(); // → 6561
 * grad(f)(array(3)).item(); // → 17496
 */
export function checkpointedWhileLoop(
  condition: (state: NDArray) => ArrayLike,
  body: (state: NDArray) => ArrayLike,
  init: ArrayLike,
  options?: CheckpointedWhileLoopOptions,
): NDArray;
export function checkpointedWhileLoop<C>(
  condition: (state: C) => ArrayLike,
  body: (state: C) => C,
  init: C,
  options?: CheckpointedWhileLoopOptions,
): C;
export function checkpointedWhileLoop(
  condition: (state: never) => ArrayLike,
  body: (state: never) => unknown,
  init: unknown,
  options?: CheckpointedWhileLoopOptions,
): unknown {
  const operation = "checkpointedWhileLoop";
  readArgument(operation, "condition", condition, functionOption());
  readArgument(operation, "body", body, functionOption());
  const { maxSteps = null, checkpoints } = readOptions(operation, options, checkpointedReaders);
  if (checkpoints === undefined && maxSteps === null) {
    throw new UsageError({
      operation,
      received: "neither checkpoints nor maxSteps",
      expected: "how many states are to be kept for the way back",
      remedy: "pass { checkpoints: k }, or { maxSteps: n } if there is a bound",
    });
  }
  const kept = checkpoints ?? Math.max(1, Math.floor(-1.5 + Math.sqrt(2 * maxSteps! + 0.25)) + 1);
  return runWhileLoop(operation, condition, body, init, maxSteps, reversalWith(kept));
}

/**
 * Repeats a function while a condition on its state holds, for a bounded number of steps, and can be differentiated in reverse
 * mode too.
 *
 * It is a {@link checkpointedWhileLoop} whose memory grows with the logarithm of the bound: `base` states for each of the
 * d = log `maxSteps` / log `base` digits, and no step is computed more than d times again. Time goes by the steps that are
 * taken, not by the bound.
 *
 * @param condition - from the state to one boolean scalar.
 * @param body - from the state to the next state, of the same structure, shapes and dtypes.
 * @param init - the first state, a tree of arrays; numbers become arrays.
 * @param options - see {@link BoundedWhileLoopOptions}.
 * @returns the first state for which the condition does not hold, or the state after `maxSteps` steps.
 * @throws UsageError when `maxSteps` is missing, when the condition is not a boolean scalar, or when the state changes its
 *   structure or types.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { boundedWhileLoop, grad } from "@proj/autodiff";
 * const f = (x: NDArray) => boundedWhileLoop((y) => y.lt(100), (y) => y.mul(2), x, { maxSteps: 3 });
 * grad(f)(array(5)).item(); // → 8
 */
export function boundedWhileLoop(
  condition: (state: NDArray) => ArrayLike,
  body: (state: NDArray) => ArrayLike,
  init: ArrayLike,
  options: BoundedWhileLoopOptions,
): NDArray;
export function boundedWhileLoop<C>(
  condition: (state: C) => ArrayLike,
  body: (state: C) => C,
  init: C,
  options: BoundedWhileLoopOptions,
): C;
export function boundedWhileLoop(
  condition: (state: never) => ArrayLike,
  body: (state: never) => unknown,
  init: unknown,
  options: BoundedWhileLoopOptions,
): unknown {
  const operation = "boundedWhileLoop";
  readArgument(operation, "condition", condition, functionOption());
  readArgument(operation, "body", body, functionOption());
  const { maxSteps, base = 16 } = readOptions<Partial<BoundedWhileLoopOptions>>(operation, options, boundedReaders);
  if (maxSteps === undefined) {
    throw new UsageError({
      operation,
      received: "no maxSteps",
      expected: "the largest number of steps",
      remedy: "pass { maxSteps: n }, or use checkpointedWhileLoop where there is no bound",
    });
  }
  let digits = 1;
  while (base ** digits < maxSteps) digits++;
  const kept = Math.max(1, Math.min(maxSteps, base * digits));
  return runWhileLoop(operation, condition, body, init, maxSteps, reversalWith(kept));
}
