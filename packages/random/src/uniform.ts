import {
  bitwiseAnd,
  bitwiseOr,
  maximum,
  rightShift,
  UsageError,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asOneProgram, bind, convert, scalar } from "@proj/array/core";
import { words32, words64 } from "./bits.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";

/** What every sampler of real numbers can be told. */
export interface FloatOptions {
  /** The dtype of the samples. Default float32. */
  readonly dtype?: FloatDType;
}

/** How {@link uniform} numbers are made. */
export interface UniformOptions extends FloatOptions {
  /** The smallest number that can occur; broadcasts to the shape. Default 0. */
  readonly minval?: ArrayLike;
  /** The end of the interval, not part of it; broadcasts to the shape. Default 1. */
  readonly maxval?: ArrayLike;
}

/**
 * Numbers distributed uniformly over an interval.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `minval` (default 0) and `maxval` (default 1): the interval, closed on the left, open on the right but for
 *   rounding; `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key, or the interval's ends do not broadcast to the shape.
 * @example
 * import { key, uniform } from "@proj/random";
 * uniform(key(0), [3]).toList(); // ≈ [0.947667, 0.97858, 0.332291]
 */
export function uniform(key: NDArray, shape: Shape = [], options: UniformOptions = {}): NDArray {
  return asOneProgram("uniform", (key) => sampleUniform("uniform", key, shape, options), key);
}

/** Uniform samples, in the name of the sampler that asks for them. */
export function sampleUniform(operation: string, key: NDArray, shape: Shape, options: UniformOptions = {}): NDArray {
  const { dtype = "float32", minval = 0, maxval = 1 } = options;
  checkFloat(operation, dtype);
  const unit = unitOf[dtype](operation, key, shape);
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
  float16: (operation, key, shape) => unitFloat16(words32(operation, key, shape)),
  float32: (operation, key, shape) => unitFloat32(words32(operation, key, shape)),
  float64: (operation, key, shape) => unitFloat64(words64(operation, key, shape)),
};

/** The top 10 of the lower 16 bits of a word as a fraction. */
function unitFloat16(word: NDArray): NDArray {
  return convert(bitwiseAnd(rightShift(word, 6), 0x3ff), "float16").mul(2 ** -10);
}

/** The top 23 bits of a word as the mantissa of a number in [1, 2), less 1. */
function unitFloat32(word: NDArray): NDArray {
  const mantissa = rightShift(word, 9);
  return bind("bitcastConvertType", [bitwiseOr(mantissa, 0x3f800000)], { dtype: "float32" })[0].sub(1);
}

/** The top 52 of 64 bits as a fraction; every step is exact. */
function unitFloat64([high, low]: readonly [NDArray, NDArray]): NDArray {
  const upper = convert(high, "float64").mul(2 ** -32);
  return convert(rightShift(low, 12), "float64")
    .mul(2 ** -52)
    .add(upper);
}

/** Numbers in [0, 1) moved to [low, high): `unit * (high - low) + low`, and not below `low` if that is above `high`. */
function stretch(unit: NDArray, low: NDArray, high: NDArray): NDArray {
  const [start, end] = [low.knownScalar(), high.knownScalar()];
  if (start === null || end === null) return maximum(low, multiplyAdd(unit, high.sub(low), low));
  const width = scalar(end - start, unit.dtype);
  const known = width.item();
  // A power of two multiplies without rounding, so there is one rounding anyhow.
  const isExact = start === 0 || known === 0 || Number.isInteger(Math.log2(Math.abs(known)));
  const stretched = isExact ? unit.mul(width).add(low) : multiplyAdd(unit, width, low);
  return known >= 0 ? stretched : maximum(low, stretched);
}

/** What holds the product of two numbers exactly; for float64 there is nothing. */
const widerThan = { float16: "float32", float32: "float64", float64: "float64" } as const;

/** `x * y + z` rounded once, as the reference implementation does where multiply-adds are fused; float64 is rounded twice. */
function multiplyAdd(x: NDArray, y: NDArray, z: NDArray): NDArray {
  const wide = (value: NDArray): NDArray => convert(value, widerThan[x.dtype as FloatDType]);
  return convert(wide(x).mul(wide(y)).add(wide(z)), x.dtype);
}

function checkFloat(operation: string, dtype: string): asserts dtype is FloatDType {
  if (dtype in unitOf) return;
  throw new UsageError({
    operation,
    received: `dtype ${dtype}`,
    expected: "float16, float32 or float64: the samples are real numbers",
    remedy: "use randint for integers and bernoulli for booleans, or convert the samples with astype",
  });
}
