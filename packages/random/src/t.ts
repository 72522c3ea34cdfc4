import type { ArrayLike, FloatDType, NDArray, Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleGamma } from "./gamma.ts";
import { sampleNormal } from "./normal.ts";
import { subkeys } from "./split.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";

/**
 * Numbers of Student's t distribution. Differentiable by the parameter.
 *
 * @param key - the key, uint32[2].
 * @param df - the degrees of freedom, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { key, t } from "@proj/random";
 * t(key(0), 3, [2]).shape; // → [2]
 */
export function t(
  key: NDArray,
  df: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("t", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("t", key, { df }, read, (key, { df }, options) => sampleT("t", key, df, options));
}

function sampleT(operation: string, key: NDArray, df: NDArray, options: Required<FloatOptions>): NDArray {
  const [normalKey, gammaKey] = subkeys(key);
  const half = lax.div(df, 2);
  const spread = lax.sqrt(lax.div(half, sampleGamma(operation, gammaKey, half, options)));
  return lax.mul(sampleNormal(operation, normalKey, options), spread);
}
