import {
  logicalAnd,
  maximum,
  minimum,
  UsageError,
  where,
  type IntegerDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import {
  anyOption,
  asOneProgram,
  integerDTypeOption,
  convert,
  convertScalar,
  dtypes,
  integerRange,
  isInteger,
  isWide,
  isNDArray,
  readPositionalOptions,
  scalar,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { randomBits } from "./bits.ts";
import { samplesShape } from "./options.ts";
import { fittingParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";

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
  dtype: integerDTypeOption,
};

/**
 * Integers distributed uniformly over an interval.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples; or options.
 * @param minval - the smallest integer that can occur; broadcasts to the shape. Bounds beyond the dtype are moved to its ends.
 * @param maxval - the end of the interval, not part of it; broadcasts to the shape. One past the largest value of the dtype
 *   asks for all values. If it is not above `minval`, all samples are `minval`.
 * @param dtype - a dtype of integers, default int32; or options.
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
  return asOneProgram("randint", (key) => sampleWithin(key, options), key);
}

/** Integers of fewer than 32 bits are drawn as int32 between bounds that are moved to the ends of the dtype, as in JAX. */
function sampleWithin(key: NDArray, options: RandintOptions): NDArray {
  const { shape = [], dtype = "int32", minval, maxval } = options;
  if (dtypes[dtype].bytes >= 4) return sampleIntegers(key, options);
  const { min, max } = dtypes[dtype];
  const moved = (name: string, value: number | NDArray | undefined, most: number): number | NDArray => {
    const { value: int } = bound(name, value, "int32", shape);
    return typeof value === "number" ? Math.min(Math.max(int.item(), min), most) : minimum(maximum(int, min), most);
  };
  const wide = { ...options, dtype: "int32", minval: moved("minval", minval, max), maxval: moved("maxval", maxval, max + 1) } as const; // prettier-ignore
  return convert(sampleIntegers(key, wide), dtype);
}

function sampleIntegers(key: NDArray, options: RandintOptions): NDArray {
  const { shape = [], minval, maxval, dtype = "int32" } = options;
  const low = bound("minval", minval, dtype, shape);
  const high = bound("maxval", maxval, dtype, shape);
  const unsigned = isWide(dtype) ? "uint64" : "uint32";
  const isKnown = typeof minval === "number" && typeof maxval === "number" && !isWide(dtype);
  const { width, multiplier } = isKnown ? knownWidth(low, high) : widthOf(low, high, unsigned);
  // Twice as many random bits as the dtype has, modulo the width, by halves: (high · 2ⁿ + low) mod width.
  const [highKey, lowKey] = subkeys(key);
  const upper = modulo(randomBits("randint", highKey, shape, unsigned), width).mul(multiplier);
  const lower = modulo(randomBits("randint", lowKey, shape, unsigned), width);
  const offset = modulo(upper.add(lower), width);
  return low.value.add(convert(offset, dtype));
}

interface Bound {
  readonly value: NDArray;
  /** Whether the bound was above the largest value of the dtype. */
  readonly isAbove: () => NDArray;
}

function bound(name: string, value: number | NDArray | undefined, dtype: IntegerDType, shape: Shape): Bound {
  if (typeof value === "number" && Number.isInteger(value)) {
    const above = value > dtypes[dtype].max;
    return { value: scalar(convertScalar(value, "float64", dtype), dtype), isAbove: () => scalar(above, "bool") };
  }
  if (isNDArray(value) && isInteger(value.dtype)) {
    const fitting = fittingParameter("randint", name, value, shape);
    if (value.dtype === dtype) return { value: fitting, isAbove: () => scalar(false, "bool") };
    const [own, wanted] = [integerRange(value.dtype), integerRange(dtype)];
    const end = (bound: bigint): NDArray => scalar(bound, value.dtype);
    const above = own.min < wanted.min ? maximum(fitting, end(wanted.min)) : fitting;
    const clipped = own.max > wanted.max ? minimum(above, end(wanted.max)) : above;
    return {
      value: convert(clipped, dtype),
      isAbove: () => (own.max > wanted.max ? fitting.gt(end(wanted.max)) : scalar(false, "bool")),
    };
  }
  throw new UsageError({
    operation: "randint",
    received: `${name} ${isNDArray(value) ? value.describe() : String(value)}`,
    expected: "an integer, or an array of integers",
    remedy: "round the bound, or use uniform for real numbers",
  });
}

/**
 * How many integers of n bits there are between the bounds (0 stands for 2ⁿ), and 2ⁿ modulo that, as (2ⁿᐟ² mod width)² mod width in
 * arithmetic of n bits. That is 0 for widths above 2ⁿᐟ², where the high half takes no part: the numbers of JAX depend on it.
 */
interface Width {
  readonly width: NDArray;
  readonly multiplier: NDArray;
}

function widthOf(low: Bound, high: Bound, unsigned: "uint32" | "uint64"): Width {
  const isNotEmpty = high.value.gt(low.value);
  const span = where(isNotEmpty, convert(high.value.sub(low.value), unsigned), scalar(1, unsigned));
  const width = where(logicalAnd(high.isAbove(), isNotEmpty), span.add(1), span);
  const root = modulo(scalar(2 ** (4 * dtypes[unsigned].bytes), unsigned), width);
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
