import { exp, finfo, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { erfinv } from "@proj/array/special";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/** The number next to -1 towards 0: uniform samples from here to 1 have finite images under the inverse of erf. */
export const aboveMinusOne = (dtype: FloatDType): number => -1 + finfo(dtype).eps / 2;

/**
 * Normally distributed numbers of mean 0 and variance 1, by inversion: √2 erf⁻¹(u) for u uniform in (-1, 1).
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, normal } from "@proj/random";
 * normal(key(0), [3]).toList(); // ≈ [1.62264, 2.02526, -0.43359]
 */
export function normal(key: NDArray, shape: Shape = [], options: FloatOptions = {}): NDArray {
  return asOneProgram("normal", (key) => sampleNormal("normal", key, shape, options), key);
}

/** Normal samples, in the name of the sampler that asks for them. */
export function sampleNormal(
  operation: string,
  key: NDArray,
  shape: Shape,
  { dtype = "float32" }: FloatOptions = {},
): NDArray {
  return erfinv(sampleUniform(operation, key, shape, { dtype, minval: aboveMinusOne(dtype), maxval: 1 })).mul(
    Math.SQRT2,
  );
}

/** How {@link lognormal} numbers are made. */
export interface LognormalOptions extends FloatOptions {
  /** The standard deviation of the logarithm; broadcasts to the shape. Default 1. */
  readonly sigma?: ArrayLike;
}

/**
 * Numbers whose logarithms are normally distributed with mean 0.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `sigma`: standard deviation of the logarithm (default 1); `dtype` (default float32).
 * @returns The samples, positive.
 * @throws UsageError if `key` is not one key, or `sigma` does not broadcast to the shape.
 * @example
 * import { key, lognormal } from "@proj/random";
 * lognormal(key(0), [2]).toList(); // ≈ [5.0665, 7.5781]
 */
export function lognormal(
  key: NDArray,
  shape: Shape = [],
  { sigma = 1, dtype = "float32" }: LognormalOptions = {},
): NDArray {
  const sample = (key: NDArray): NDArray => {
    const scale = fittingParameter("lognormal", "sigma", typedParameter("lognormal", sigma, dtype), shape);
    return exp(sampleNormal("lognormal", key, shape, { dtype }).mul(scale));
  };
  return asOneProgram("lognormal", sample, key);
}
