import { anyOption, choiceOption, describeValue, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastTo, convert, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { add, mul } from "../lax/binary.ts";
import { broadcastedIota, concatenate, pad as padWith, sliceInDim } from "../lax/movement.ts";
import { toFloat } from "./elementwise.ts";
import { rearrange } from "./known-positions.ts";
import { max, min } from "./reduction.ts";
import { floor, round } from "./rounding.ts";
import { mean } from "./statistics.ts";

/** A value for both ends of every axis; one before and one after on every axis; or such a pair for each axis. */
export type PerEnd<T> = T | readonly [before: T, after: T] | readonly (readonly [before: T, after: T])[];

/** How many elements {@link pad} adds. */
export type PadWidth = PerEnd<number>;

/**
 * What {@link pad} adds:
 *
 * - `"constant"` (the default): one value;
 * - `"edge"`: the first and the last element;
 * - `"reflect"`: the mirror image without the edge, `3 2 | 1 2 3 | 2 1`;
 * - `"symmetric"`: the mirror image with the edge, `2 1 | 1 2 3 | 3 2`;
 * - `"wrap"`: the other end, `2 3 | 1 2 3 | 1 2`;
 * - `"linear_ramp"`: a line from an end value to the edge;
 * - `"maximum"`, `"minimum"`, `"mean"`: that of the elements along the axis;
 * - `"empty"`: anything.
 */
export type PadMode =
  "constant" | "edge" | "reflect" | "symmetric" | "wrap" | "linear_ramp" | "maximum" | "minimum" | "mean" | "empty";

/** Options of {@link pad}. */
export interface PadOptions {
  /** Default `"constant"`. */
  readonly mode?: PadMode;
  /** For `"constant"`: scalars; default 0. */
  readonly constantValues?: PerEnd<ArrayLike>;
  /** For `"linear_ramp"`: scalars; default 0. */
  readonly endValues?: PerEnd<ArrayLike>;
  /** For `"maximum"`, `"minimum"` and `"mean"`: how many elements from the edge count; default all. */
  readonly statLength?: PerEnd<number>;
}

const modeOption = choiceOption(
  "constant",
  "edge",
  "reflect",
  "symmetric",
  "wrap",
  "linear_ramp",
  "maximum",
  "minimum",
  "mean",
  "empty",
);
const readers: OptionReaders<PadOptions> = {
  mode: modeOption,
  constantValues: anyOption(),
  endValues: anyOption(),
  statLength: anyOption(),
};

/** What stands at both ends of each axis, from any of the three ways to say it. */
function perAxis<T>(
  value: PerEnd<T>,
  rank: number,
  isOne: (value: unknown) => value is T,
  wrong: (received: unknown) => UsageError,
): (readonly [before: T, after: T])[] {
  const isPair = (ends: unknown): ends is readonly [T, T] =>
    Array.isArray(ends) && ends.length === 2 && ends.every(isOne);
  const everywhere = (ends: readonly [T, T]): (readonly [T, T])[] => Array.from({ length: rank }, () => ends);
  if (isOne(value)) return everywhere([value, value]);
  if (isPair(value)) return everywhere(value);
  if (!Array.isArray(value) || !value.every(isPair)) throw wrong(value);
  if (value.length === 1) return everywhere(value[0]!);
  if (value.length === rank) return [...value];
  throw wrong(value);
}

const isScalar = (value: unknown): value is ArrayLike =>
  typeof value === "number" || typeof value === "boolean" || (isNDArray(value) && value.ndim === 0);
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;

const inWords = (value: unknown): string =>
  Array.isArray(value) || typeof value === "number" ? JSON.stringify(value) : describeValue(value);

/** Which element stands at a position beyond the ends; n is the length, at least 1. */
const continuations = {
  edge: (position: number, n: number) => Math.min(Math.max(position, 0), n - 1),
  wrap: (position: number, n: number) => ((position % n) + n) % n,
  symmetric: (position: number, n: number) => {
    const place = ((position % (2 * n)) + 2 * n) % (2 * n);
    return place < n ? place : 2 * n - 1 - place;
  },
  reflect: (position: number, n: number) => {
    if (n === 1) return 0;
    const period = 2 * n - 2;
    const place = ((position % period) + period) % period;
    return place < n ? place : period - place;
  },
};

/** How `"maximum"`, `"minimum"` and `"mean"` sum up. */
const summaries = { maximum: max, minimum: min, mean } as const;

/**
 * The array with elements added around it.
 *
 * @param width - how many elements: at both ends of every axis, before and after on every axis, or that for each axis.
 * @param mode - what to add, or {@link PadOptions}; default zeros.
 * @param options - further options, where the mode stands alone.
 * @throws UsageError for negative widths, and when there is nothing to continue.
 * @example
 * import { array, pad } from "@proj/array";
 * pad(array([1, 2, 3]), 2); // → [0, 0, 1, 2, 3, 0, 0]
 * pad(array([1, 2, 3]), [0, 2], "reflect"); // → [1, 2, 3, 2, 1]
 * pad(array([1, 2, 3]), 1, { constantValues: [7, 8] }); // → [7, 1, 2, 3, 8]
 */
export function pad(
  x: ArrayLike,
  width: PadWidth,
  mode?: PadMode | PadOptions,
  options?: Omit<PadOptions, "mode">,
): NDArray {
  const together = typeof mode === "string" ? { ...options, mode } : (mode ?? options);
  const read = readOptions<PadOptions>("pad", together, readers);
  const array = toArray(x, "pad");
  const widths = perAxis(
    width,
    array.ndim,
    isCount,
    (received) =>
      new UsageError({
        operation: "pad",
        received: `widths ${inWords(received)} for ${array.ndim} axes`,
        expected: "non-negative integers: one number, one pair, or one pair per axis",
        remedy: "write [[before, after], …] with one pair per axis",
      }),
  );
  const chosen = read.mode ?? "constant";
  switch (chosen) {
    case "constant":
    case "empty":
      return padConstant(array, widths, read.constantValues ?? 0);
    case "linear_ramp":
      return padRamp(array, widths, read.endValues ?? 0);
    case "maximum":
    case "minimum":
    case "mean":
      return padSummary(array, widths, chosen, read.statLength);
    case "edge":
    case "reflect":
    case "symmetric":
    case "wrap":
      return eachAxis(array, widths, chosen, (padded, [before, after], axis) => {
        const length = array.shape[axis]!;
        const positions = Array.from({ length: before + length + after }, (_, place) =>
          continuations[chosen](place - before, length),
        );
        return rearrange(padded, axis, positions);
      });
  }
}

type Widths = readonly (readonly [before: number, after: number])[];

/** Pads one axis after the other, which must have an element to begin with. */
function eachAxis(
  x: NDArray,
  widths: Widths,
  mode: PadMode,
  padAxis: (padded: NDArray, width: Widths[number], axis: number) => NDArray,
): NDArray {
  return widths.reduce((padded, width, axis) => {
    if (width[0] + width[1] === 0) return padded;
    if (x.shape[axis] !== 0) return padAxis(padded, width, axis);
    throw new UsageError({
      operation: "pad",
      received: `${x.describe()} with mode "${mode}"`,
      expected: "at least one element to continue from",
      remedy: 'use mode "constant"',
    });
  }, x);
}

/** A value as an element of the array. */
const inDTypeOf = (x: NDArray, value: ArrayLike): NDArray =>
  convert(promoteTo("pad", toArray(value, "pad"), x), x.dtype, x.weakType);

/** A scalar for both ends of each axis, in the dtype of the array. */
function scalarsOf(name: string, x: NDArray, values: PerEnd<ArrayLike>): (readonly [NDArray, NDArray])[] {
  const pairs = perAxis(
    values,
    x.ndim,
    isScalar,
    (received) =>
      new UsageError({
        operation: "pad",
        received: `${name} ${inWords(received)} for ${x.ndim} axes`,
        expected: "scalars: one, one pair, or one pair per axis",
        remedy: "write [[before, after], …] with one pair per axis",
      }),
  );
  const inDType = (value: ArrayLike): NDArray => inDTypeOf(x, value);
  return pairs.map(([before, after]) => [inDType(before), inDType(after)]);
}

function padConstant(x: NDArray, widths: Widths, values: PerEnd<ArrayLike>): NDArray {
  const low = widths.map(([before]) => before);
  const high = widths.map(([, after]) => after);
  if (isScalar(values)) return padWith(x, inDTypeOf(x, values), low, high);
  const only = (amounts: readonly number[], axis: number): number[] =>
    amounts.map((amount, other) => (other === axis ? amount : 0));
  const none = widths.map(() => 0);
  return scalarsOf("constantValues", x, values).reduce(
    (padded, [before, after], axis) =>
      padWith(padWith(padded, before, only(low, axis), none), after, none, only(high, axis)),
    x,
  );
}

function padRamp(x: NDArray, widths: Widths, values: PerEnd<ArrayLike>): NDArray {
  const ends = scalarsOf("endValues", x, values);
  return eachAxis(x, widths, "linear_ramp", (padded, [before, after], axis) => {
    const length = padded.shape[axis]!;
    const { dtype } = toFloat(padded);
    /** `count` elements between an end value and an edge, the end value first or last. */
    const ramp = (end: NDArray, edge: NDArray, count: number, rising: boolean): NDArray => {
      const shape = padded.shape.with(axis, count);
      const start = broadcastTo(convert(end, dtype), shape);
      const steps = broadcastedIota("int32", shape, axis);
      const weight = mul(convert(rising ? steps : add(mul(steps, -1), count - 1), dtype), 1 / Math.max(1, count));
      // As for linspace, an edge that is not finite reaches the end, unless that stands alone.
      const whole =
        count === 1
          ? start
          : add(mul(add(mul(weight, -1), 1), start), mul(weight, broadcastTo(convert(edge, dtype), shape)));
      // Integers are the ones below, as those of linspace.
      return convert(isInteger(padded.dtype) ? floor(whole) : whole, padded.dtype, padded.weakType);
    };
    const [first, last] = [sliceInDim(padded, 0, 1, 1, axis), sliceInDim(padded, length - 1, length, 1, axis)];
    return concatenate(
      [ramp(ends[axis]![0], first, before, true), padded, ramp(ends[axis]![1], last, after, false)],
      axis,
    );
  });
}

function padSummary(
  x: NDArray,
  widths: Widths,
  mode: keyof typeof summaries,
  statLength: PerEnd<number> | undefined,
): NDArray {
  const isPositive = (value: unknown): value is number => isCount(value) && value > 0;
  const lengths = perAxis(
    statLength ?? Infinity,
    x.ndim,
    (value): value is number => value === Infinity || isPositive(value),
    (received) =>
      new UsageError({
        operation: "pad",
        received: `statLength ${inWords(received)} for ${x.ndim} axes`,
        expected: "positive integers: one number, one pair, or one pair per axis",
        remedy: "write [[before, after], …] with one pair per axis",
      }),
  );
  return eachAxis(x, widths, mode, (padded, [before, after], axis) => {
    const length = padded.shape[axis]!;
    const summary = (from: number, to: number, count: number): NDArray => {
      const value = summaries[mode](sliceInDim(padded, from, to, 1, axis), { axis, keepdims: true });
      return broadcastTo(
        convert(isInteger(padded.dtype) ? round(value) : value, padded.dtype, padded.weakType),
        padded.shape.with(axis, count),
      );
    };
    const [head, tail] = lengths[axis]!;
    return concatenate(
      [summary(0, Math.min(head, length), before), padded, summary(Math.max(0, length - tail), length, after)],
      axis,
    );
  });
}
