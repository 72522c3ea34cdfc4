import { isZero, realNumber } from "../core/types/scalar-value.ts";
import { dtypes, isInteger } from "../core/types/dtype.ts";
import { UsageError, functionOption, readArgument, readOptions, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convert, integerScalar, scalar, toArray, type ArrayLike } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { scan, unrollOption, type ScanOptions } from "./scan.ts";
import { whileLoop } from "./while-loop.ts";

const fits = (bound: number): boolean => bound >= dtypes.int32.min && bound <= dtypes.int32.max;

/** Options of {@link foriLoop}. */
export type ForiLoopOptions = Pick<ScanOptions, "unroll">;

const readers: OptionReaders<ForiLoopOptions> = { unroll: unrollOption };

/** A bound as an int32 scalar. */
function bound(name: string, value: ArrayLike): NDArray {
  const whole = integerScalar("foriLoop", value);
  if (whole !== null) return whole;
  const array = toArray(value, "foriLoop");
  if (array.ndim === 0 && isInteger(array.dtype)) {
    // A bound that is known stays known while a program is written.
    const known = array.knownScalar();
    if (known === null) return convert(array, "int32");
    if (fits(realNumber(known))) return scalar(known, "int32");
  }
  throw new UsageError({
    operation: "foriLoop",
    received: `${name} ${typeof value === "object" ? array.describe() : value}`,
    expected: "an integer from -2³¹ to 2³¹ - 1: a JavaScript number, or an integer scalar",
    remedy: 'round it or convert it with astype("int32"), and nest loops for more rounds',
  });
}

/**
 * Repeats a function for each integer from `lower` to before `upper`: `for (let i = lower; i < upper; i++) state = body(i, state)`.
 *
 * Where both bounds are known it is a {@link scan}, so gradients flow in both modes; otherwise a {@link whileLoop}.
 *
 * @param lower - the first integer, a number or an int32 scalar.
 * @param upper - the integer before which the loop ends.
 * @param body - from the integer (an int32 scalar) and the state to the next state, of the same structure and types.
 * @param init - the first state, a tree of arrays; numbers become arrays.
 * @param options - `unroll`: how many rounds become one, or true for all; where both bounds are known only. Default 1.
 * @returns the last state; the first one if there is nothing to do.
 * @throws UsageError when a bound is not an integer, when `unroll` is given and a bound is not known, or when the state changes its structure or types.
 * @example
 * import { foriLoop } from "@proj/array";
 * foriLoop(1, 6, (i, product) => product.mul(i), 1).item(); // → 120
 */
export function foriLoop(
  lower: ArrayLike,
  upper: ArrayLike,
  body: (i: NDArray, state: NDArray) => ArrayLike,
  init: ArrayLike,
  options?: ForiLoopOptions,
): NDArray;
export function foriLoop<C>(
  lower: ArrayLike,
  upper: ArrayLike,
  body: (i: NDArray, state: C) => C,
  init: C,
  options?: ForiLoopOptions,
): C;
export function foriLoop(
  lower: ArrayLike,
  upper: ArrayLike,
  body: (i: NDArray, state: never) => unknown,
  init: unknown,
  given?: ForiLoopOptions,
): unknown {
  const options = readOptions("foriLoop", given, readers);
  readArgument("foriLoop", "body", body, functionOption());
  const from = bound("lower", lower);
  const to = bound("upper", upper);
  const first = from.knownScalar();
  const end = to.knownScalar();
  const next = body as (i: NDArray, state: unknown) => unknown;
  if (first !== null && end !== null) {
    const length = Math.max(0, realNumber(end) - realNumber(first));
    const steps = bind("iota", [], { dtype: "int32", shape: [length], dimension: 0 })[0];
    const integers = isZero(first) ? steps : bind("add", [steps, from], {})[0];
    return scan((state: unknown, i: NDArray) => [next(i, state), null] as const, init, integers, options)[0];
  }
  if (options.unroll !== undefined) {
    throw new UsageError({
      operation: "foriLoop",
      received: "unroll, and a bound that is not known while the program is written",
      expected: "bounds that are JavaScript numbers, if rounds are to be joined",
      remedy: "leave unroll out, or pass numbers",
    });
  }
  const one = scalar(1, "int32");
  const [, result] = whileLoop<readonly [NDArray, unknown]>(
    ([i]) => bind("lt", [i, to], {})[0],
    ([i, state]) => [bind("add", [i, one], {})[0], next(i, state)],
    [from, init],
  );
  return result;
}
