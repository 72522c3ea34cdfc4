import { maximum, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  arrayOption,
  asOneProgram,
  convert,
  readPositionalOptions,
  scalar,
  type OptionReaders,
  realNumber,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { words32, words64 } from "./bits.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { wordsOfEach, type Words } from "./threefry.ts";

/** How {@link uniform} numbers are made. */
export interface UniformOptions extends FloatOptions {
  /** The smallest number that can occur; broadcasts to the shape. Default 0. */
  readonly minval?: ArrayLike;
  /** The end of the interval, not part of it; broadcasts to the shape. Default 1. */
  readonly maxval?: ArrayLike;
}

const uniformReaders: OptionReaders<UniformOptions> = { ...floatReaders, minval: arrayOption, maxval: arrayOption };

/**
 * Numbers distributed uniformly over an interval.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @param minval - the smallest number that can occur, default 0; or options.
 * @param maxval - the end of the interval, which is open there but for rounding, default 1.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the interval's ends do not broadcast to the shape.
 * @example
 * import { key, uniform } from "@proj/random";
 * uniform(key(0), [3]).toList(); // ≈ [0.947667, 0.97858, 0.332291]
 * uniform(key(0), [3], { minval: -1 }).toList(); // ≈ [0.895334, 0.95716, -0.335417]
 */
export function uniform(
  key: NDArray,
  shape?: Shape | UniformOptions,
  dtype?: FloatDType | UniformOptions,
  minval?: ArrayLike | UniformOptions,
  maxval?: ArrayLike,
): NDArray {
  const args = [shape, dtype, minval, maxval];
  const options = readPositionalOptions<UniformOptions>(
    "uniform",
    args,
    ["shape", "dtype", "minval", "maxval"],
    uniformReaders,
  );
  return asOneProgram("uniform", (key) => sampleUniform("uniform", key, options), key);
}

/** Uniform samples, in the name of the sampler that asks for them. */
export function sampleUniform(operation: string, key: NDArray, options: UniformOptions): NDArray {
  const { shape = [], dtype = "float32" } = options;
  return stretched(operation, unitOf[dtype](operation, key, shape), options);
}

/** One uniform sample for each of many keys, with the numbers that each key alone gives. */
export function uniformOfEach(
  operation: string,
  keys: Words,
  options: UniformOptions & { readonly dtype: FloatDType },
): NDArray {
  const words = wordsOfEach(keys);
  return stretched(operation, unitOfWords[options.dtype](words), { ...options, shape: words[0].shape });
}

/** Samples from [0, 1) moved between the bounds. */
function stretched(operation: string, unit: NDArray, options: UniformOptions): NDArray {
  const { shape = [], dtype = "float32", minval = 0, maxval = 1 } = options;
  if (minval === 0 && maxval === 1) return unit;
  const low = typedParameter(operation, minval, dtype);
  const high = typedParameter(operation, maxval, dtype);
  return stretch(
    unit,
    fittingParameter(operation, "minval", low, shape),
    fittingParameter(operation, "maxval", high, shape),
  );
}

/** Samples from [0, 1) of each dtype. */
const unitOf: { readonly [D in FloatDType]: (operation: string, key: NDArray, shape: Shape) => NDArray } = {
  bfloat16: (operation, key, shape) => unitBfloat16(words32(operation, key, shape)),
  float16: (operation, key, shape) => unitFloat16(words32(operation, key, shape)),
  float32: (operation, key, shape) => unitFloat32(words32(operation, key, shape)),
  float64: (operation, key, shape) => unitFloat64(words64(operation, key, shape)),
};

/** Samples from [0, 1) of two random words each. */
const unitOfWords: { readonly [D in FloatDType]: (words: Words) => NDArray } = {
  bfloat16: ([first, second]) => unitBfloat16(lax.bitwiseXor(first, second)),
  float16: ([first, second]) => unitFloat16(lax.bitwiseXor(first, second)),
  float32: ([first, second]) => unitFloat32(lax.bitwiseXor(first, second)),
  float64: unitFloat64,
};

/** The top 10 of the lower 16 bits of a word as a fraction. */
function unitFloat16(word: NDArray): NDArray {
  return lax.mul(convert(lax.bitwiseAnd(lax.shiftRightLogical(word, 6), 0x3ff), "float16"), 2 ** -10);
}

/** The top 7 of the lowest 8 bits of a word as a fraction. */
function unitBfloat16(word: NDArray): NDArray {
  return lax.mul(convert(lax.bitwiseAnd(lax.shiftRightLogical(word, 1), 0x7f), "bfloat16"), 2 ** -7);
}

/** The top 23 bits of a word as the mantissa of a number in [1, 2), less 1. */
function unitFloat32(word: NDArray): NDArray {
  const mantissa = lax.shiftRightLogical(word, 9);
  return lax.sub(lax.bitcastConvertType(lax.bitwiseOr(mantissa, 0x3f800000), "float32"), 1);
}

/** The top 52 of 64 bits as a fraction; every step is exact. */
function unitFloat64([high, low]: readonly [NDArray, NDArray]): NDArray {
  const upper = lax.mul(convert(high, "float64"), 2 ** -32);
  return lax.add(lax.mul(convert(lax.shiftRightLogical(low, 12), "float64"), 2 ** -52), upper);
}

/** Numbers in [0, 1) moved to [low, high): `unit * (high - low) + low`, and not below `low` if that is above `high`. */
function stretch(unit: NDArray, low: NDArray, high: NDArray): NDArray {
  const bounds = [low.knownScalar(), high.knownScalar()] as const;
  if (bounds[0] === null || bounds[1] === null) return maximum(low, multiplyAdd(unit, high.sub(low), low));
  const [start, end] = [realNumber(bounds[0]), realNumber(bounds[1])];
  const width = scalar(end - start, unit.dtype);
  const known = width.item();
  // A power of two multiplies without rounding, so there is one rounding anyhow.
  const isExact = start === 0 || known === 0 || Number.isInteger(Math.log2(Math.abs(known)));
  const stretched = isExact ? unit.mul(width).add(low) : multiplyAdd(unit, width, low);
  return known >= 0 ? stretched : maximum(low, stretched);
}

/** `x * y + z`, of float32 rounded once, as the reference implementation does where multiply-adds are fused. */
function multiplyAdd(x: NDArray, y: NDArray, z: NDArray): NDArray {
  if (x.dtype !== "float32") return x.mul(y).add(z);
  const wide = (value: NDArray): NDArray => convert(value, "float64");
  return convert(wide(x).mul(wide(y)).add(wide(z)), "float32");
}
