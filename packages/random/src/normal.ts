import { exp, finfo, type ArrayLike, type ComplexDType, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  arrayOption,
  asOneProgram,
  isComplexDType,
  partDType,
  readPositionalOptions,
  type OptionReaders,
} from "@proj/array/core";
import { complex } from "@proj/array/lax";
import { erfinv } from "@proj/array/special";
import { checkKey } from "./key.ts";
import { floatReaders, numberReaders, type FloatOptions, type NumberOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { subkeys } from "./split.ts";
import type { Words } from "./threefry.ts";
import { sampleUniform, uniformOfEach } from "./uniform.ts";

/** The number next to -1 towards 0: uniform samples from here to 1 have finite images under the inverse of erf. */
export const aboveMinusOne = (dtype: FloatDType): number => -1 + finfo(dtype).eps / 2;

/**
 * Normally distributed numbers of mean 0 and variance 1, by inversion: √2 erf⁻¹(u) for u uniform in (-1, 1). Complex numbers have
 * independent parts of variance ½.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - of real or complex numbers, default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, normal } from "@proj/random";
 * normal(key(0), [3]).toList(); // ≈ [1.62264, 2.02526, -0.43359]
 * normal(key(0), [], "complex64").dtype; // → "complex64"
 */
export function normal(
  key: NDArray,
  shape?: Shape | NumberOptions,
  dtype?: FloatDType | ComplexDType | NumberOptions,
): NDArray {
  const args = [shape, dtype];
  const read = readPositionalOptions<NumberOptions>("normal", args, ["shape", "dtype"], numberReaders);
  return asOneProgram("normal", (key) => sampleNormalNumbers("normal", key, read), key);
}

/** Normal samples of real or complex numbers, in the name of the sampler that asks for them. */
export function sampleNormalNumbers(operation: string, key: NDArray, options: NumberOptions): NDArray {
  const { shape = [], dtype = "float32" } = options;
  if (!isComplexDType(dtype)) return sampleNormal(operation, key, { shape, dtype });
  checkKey(operation, key);
  const part = partDType(dtype) as FloatDType;
  const [re, im] = subkeys(key).map((each) => sampleNormal(operation, each, { shape, dtype: part }));
  return complex(re!, im!).div(Math.SQRT2);
}

/** Normal samples, in the name of the sampler that asks for them. */
export function sampleNormal(operation: string, key: NDArray, options: Required<FloatOptions>): NDArray {
  const minval = aboveMinusOne(options.dtype);
  return erfinv(sampleUniform(operation, key, { ...options, minval, maxval: 1 })).mul(Math.SQRT2);
}

/** One normal sample for each of many keys, with the numbers that each key alone gives. */
export function normalOfEach(operation: string, keys: Words, dtype: FloatDType): NDArray {
  return erfinv(uniformOfEach(operation, keys, { dtype, minval: aboveMinusOne(dtype), maxval: 1 })).mul(Math.SQRT2);
}

/** How {@link lognormal} numbers are made. */
export interface LognormalOptions extends FloatOptions {
  /** The shape of the samples. Default: that of `sigma`. */
  readonly shape?: Shape;
  /** The standard deviation of the logarithm; broadcasts to the shape. Default 1. */
  readonly sigma?: ArrayLike;
}

const lognormalReaders: OptionReaders<LognormalOptions> = { ...floatReaders, sigma: arrayOption };

/**
 * Numbers whose logarithms are normally distributed with mean 0.
 *
 * @param key - the key, uint32[2].
 * @param sigma - the standard deviation of the logarithm, which broadcasts to the shape, default 1; or options.
 * @param shape - the shape of the samples, default that of `sigma`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, positive.
 * @throws UsageError if `key` is not one key, or `sigma` does not broadcast to the shape.
 * @example
 * import { key, lognormal } from "@proj/random";
 * lognormal(key(0), 1, [2]).toList(); // ≈ [5.0665, 7.5781]
 * lognormal(key(0), { shape: [2] }).toList(); // ≈ [5.0665, 7.5781]
 */
export function lognormal(
  key: NDArray,
  sigma?: ArrayLike | LognormalOptions,
  shape?: Shape | LognormalOptions,
  dtype?: FloatDType | LognormalOptions,
): NDArray {
  const args = [sigma, shape, dtype];
  const read = readPositionalOptions<LognormalOptions>(
    "lognormal",
    args,
    ["sigma", "shape", "dtype"],
    lognormalReaders,
  );
  return sampleWithParameters("lognormal", key, { sigma: read.sigma ?? 1 }, read, (key, { sigma }, options) =>
    exp(sampleNormal("lognormal", key, options).mul(sigma)),
  );
}
