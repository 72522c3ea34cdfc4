import type { ArrayLike, FloatDType, NDArray, Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleLoggamma } from "./gamma.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";

/**
 * Numbers of the χ² distribution: sums of `df` squares of normal numbers. Differentiable by the parameter.
 *
 * @param key - the key, uint32[2].
 * @param df - the degrees of freedom, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, not negative.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { chisquare, key } from "@proj/random";
 * chisquare(key(0), 3, [2]).shape; // → [2]
 */
export function chisquare(
  key: NDArray,
  df: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("chisquare", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("chisquare", key, { df }, read, (key, { df }, options) =>
    sampleChisquare("chisquare", key, df, options),
  );
}

/** Samples of χ², in the name of the sampler that asks for them. */
export function sampleChisquare(
  operation: string,
  key: NDArray,
  df: NDArray,
  options: Required<FloatOptions>,
): NDArray {
  return lax.mul(lax.exp(sampleLoggamma(operation, key, lax.div(df, 2), options)), 2);
}
