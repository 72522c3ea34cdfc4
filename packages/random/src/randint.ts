import { logicalAnd, maximum, minimum, UsageError, where, type NDArray, type Shape } from "@proj/array";
import {
  anyOption,
  asOneProgram,
  choiceOption,
  convert,
  dtypes,
  isInteger,
  isNDArray,
  readPositionalOptions,
  scalar,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { words32 } from "./bits.ts";
import { samplesShape } from "./options.ts";
import { fittingParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";

/** The dtypes of integers. */
export type IntegerDType = "int32" | "uint32";

/** How {@link randint} numbers are made. */
export interface RandintOptions {
  /** The shape of the samples. Default `[]`. */
  readonly shape?: Shape;
  /** The smallest integer that can occur; broadcasts to the shape. */
  readonly minval?: number | NDArray;
  /** The end of the interval, not part of it; broadcasts to the shape. */
  readonly maxval?: number | NDArray;
  /** The dtype of the samples. Default int32. */
  readonly dtype?: IntegerDType;
}

const randintReaders: OptionReaders<RandintOptions> = {
  shape: samplesShape,
  minval: anyOption(),
  maxval: anyOption(),
  dtype: choiceOption("int32", "uint32"),
};

/**
 * Integers distributed uniformly over an interval.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples; or options.
 * @param minval - the smallest integer that can occur; broadcasts to the shape. Bounds beyond the dtype are moved to its ends.
 * @param maxval - the end of the interval, not part of it; broadcasts to the shape. One past the largest value of the dtype
 *   asks for all values. If it is not above `minval`, all samples are `minval`.
 * @param dtype - int32 (default) or uint32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the bounds are not integers or do not broadcast to the shape.
 * @example
 * import { key, randint } from "@proj/random";
 * randint(key(0), [8], 0, 20).toList(); // → [9, 0, 12, 13, 11, 7, 12, 3]
 * randint(key(0), { shape: [8], minval: 0, maxval: 20 }).toList(); // → [9, 0, 12, 13, 11, 7, 12, 3]
 */
export function randint(
  key: NDArray,
  shape: Shape | RandintOptions,
  minval?: number | NDArray | RandintOptions,
  maxval?: number | NDArray | RandintOptions,
  dtype?: IntegerDType | RandintOptions,
): NDArray {
  const args = [shape, minval, maxval, dtype];
  const options = readPositionalOptions<RandintOptions>(
    "randint",
    args,
    ["shape", "minval", "maxval", "dtype"],
    randintReaders,
  );
  return asOneProgram("randint", (key) => sampleIntegers(key, options), key);
}

function sampleIntegers(key: NDArray, options: RandintOptions): NDArray {
  const { shape = [], minval, maxval, dtype = "int32" } = options;
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
  readonly isAbove: () => NDArray;
}

function bound(name: string, value: number | NDArray | undefined, dtype: IntegerDType, shape: Shape): Bound {
  const { min, max } = dtypes[dtype];
  if (typeof value === "number" && Number.isInteger(value)) {
    return { value: scalar(Math.min(Math.max(value, min), max), dtype), isAbove: () => scalar(value > max, "bool") };
  }
  if (isNDArray(value) && isInteger(value.dtype)) {
    const fitting = fittingParameter("randint", name, value, shape);
    if (value.dtype === dtype) return { value: fitting, isAbove: () => scalar(false, "bool") };
    const clipped = dtype === "int32" ? minimum(fitting, max) : maximum(fitting, min);
    return {
      value: convert(clipped, dtype),
      isAbove: () => (dtype === "int32" ? fitting.gt(max) : scalar(false, "bool")),
    };
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
  const width = where(logicalAnd(high.isAbove(), isNotEmpty), span.add(1), span);
  const root = modulo(scalar(2 ** 16, "uint32"), width);
  return { width, multiplier: modulo(root.mul(root), width) };
}

/** The same for bounds that are known, without leaving a trace in a staged function. */
function knownWidth(low: Bound, high: Bound): Width {
  const [start, end] = [low.value.item(), high.value.item()];
  const width = end > start ? (end - start + high.isAbove().item()) % 2 ** 32 : 1;
  const root = width === 0 ? 2 ** 16 : 2 ** 16 % width;
  const square = Math.imul(root, root) >>> 0;
  return { width: scalar(width, "uint32"), multiplier: scalar(width === 0 ? square : square % width, "uint32") };
}

/** The remainder of unsigned integers; modulo 0 the number itself. */
function modulo(x: NDArray, y: NDArray): NDArray {
  return lax.rem(x, y);
}
