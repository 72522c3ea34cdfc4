import { logicalAnd, maximum, minimum, UsageError, where, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, bind, convert, dtypes, isInteger, isNDArray, scalar } from "@proj/array/core";
import { words32 } from "./bits.ts";
import { fittingParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";

/** The dtypes of integers. */
export type IntegerDType = "int32" | "uint32";

/** How {@link randint} numbers are made. */
export interface RandintOptions {
  /** The dtype of the samples. Default int32. */
  readonly dtype?: IntegerDType;
}

/**
 * Integers distributed uniformly over an interval.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples.
 * @param minval The smallest integer that can occur; broadcasts to the shape. Bounds beyond the dtype are moved to its ends.
 * @param maxval The end of the interval, not part of it; broadcasts to the shape. One past the largest value of the dtype
 *   asks for all values. If it is not above `minval`, all samples are `minval`.
 * @param options `dtype`: int32 (default) or uint32.
 * @returns The samples.
 * @throws UsageError if `key` is not one key, or the bounds are not integers or do not broadcast to the shape.
 * @example
 * import { key, randint } from "@proj/random";
 * randint(key(0), [8], 0, 20).toList(); // → [9, 0, 12, 13, 11, 7, 12, 3]
 */
export function randint(
  key: NDArray,
  shape: Shape,
  minval: number | NDArray,
  maxval: number | NDArray,
  { dtype = "int32" }: RandintOptions = {},
): NDArray {
  return asOneProgram("randint", (key) => sampleIntegers(key, shape, minval, maxval, dtype), key);
}

function sampleIntegers(
  key: NDArray,
  shape: Shape,
  minval: number | NDArray,
  maxval: number | NDArray,
  dtype: IntegerDType,
): NDArray {
  const low = bound("minval", minval, dtype, shape);
  const high = bound("maxval", maxval, dtype, shape);
  const { width, multiplier } =
    typeof minval === "number" && typeof maxval === "number" ? knownWidth(low, high) : widthOf(low, high);
  // 64 random bits modulo the width, by halves: (high · 2³² + low) mod width.
  const [highKey, lowKey] = subkeys(key);
  const upper = modulo(words32("randint", highKey, shape), width).mul(multiplier);
  const lower = modulo(words32("randint", lowKey, shape), width);
  const offset = modulo(upper.add(lower), width);
  return low.value.add(convert(offset, dtype));
}

interface Bound {
  readonly value: NDArray;
  /** Whether the bound was above the largest value of the dtype. */
  readonly isAbove: NDArray;
}

function bound(name: string, value: number | NDArray, dtype: IntegerDType, shape: Shape): Bound {
  const { min, max } = dtypes[dtype];
  if (typeof value === "number" && Number.isInteger(value)) {
    return { value: scalar(Math.min(Math.max(value, min), max), dtype), isAbove: scalar(value > max, "bool") };
  }
  if (isNDArray(value) && isInteger(value.dtype)) {
    const fitting = fittingParameter("randint", name, value, shape);
    if (value.dtype === dtype) return { value: fitting, isAbove: scalar(false, "bool") };
    const clipped = dtype === "int32" ? minimum(fitting, max) : maximum(fitting, min);
    return { value: convert(clipped, dtype), isAbove: dtype === "int32" ? fitting.gt(max) : scalar(false, "bool") };
  }
  throw new UsageError({
    operation: "randint",
    received: `${name} ${isNDArray(value) ? value.describe() : String(value)}`,
    expected: "an integer, or an array of int32 or uint32",
    remedy: "round the bound, or use uniform for real numbers",
  });
}

/**
 * How many integers there are between the bounds (0 stands for 2³²), and 2³² modulo that, as (2¹⁶ mod width)² mod width in
 * 32-bit arithmetic. That is 0 for widths above 2¹⁶, where the high half takes no part: the numbers of JAX depend on it.
 */
interface Width {
  readonly width: NDArray;
  readonly multiplier: NDArray;
}

function widthOf(low: Bound, high: Bound): Width {
  const isNotEmpty = high.value.gt(low.value);
  const span = where(isNotEmpty, convert(high.value.sub(low.value), "uint32"), 1);
  const width = where(logicalAnd(high.isAbove, isNotEmpty), span.add(1), span);
  const root = modulo(scalar(2 ** 16, "uint32"), width);
  return { width, multiplier: modulo(root.mul(root), width) };
}

/** The same for bounds that are known, without leaving a trace in a staged function. */
function knownWidth(low: Bound, high: Bound): Width {
  const [start, end] = [low.value.item(), high.value.item()];
  const width = end > start ? (end - start + high.isAbove.item()) % 2 ** 32 : 1;
  const root = width === 0 ? 2 ** 16 : 2 ** 16 % width;
  const square = Math.imul(root, root) >>> 0;
  return { width: scalar(width, "uint32"), multiplier: scalar(width === 0 ? square : square % width, "uint32") };
}

/** The remainder of unsigned integers; modulo 0 the number itself. */
function modulo(x: NDArray, y: NDArray): NDArray {
  return bind("rem", [x, y], {})[0];
}
