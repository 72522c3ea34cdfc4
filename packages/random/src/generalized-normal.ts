import type { ArrayLike, FloatDType, NDArray, Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleSigns } from "./bernoulli.ts";
import { sampleGamma } from "./gamma.ts";
import { subkeys } from "./split.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";

/**
 * Numbers of the generalised normal distribution, with density proportional to exp(-|x|^p): normal for 2, Laplace for 1.
 *
 * @param key - the key, uint32[2].
 * @param p - the exponent, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { generalizedNormal, key } from "@proj/random";
 * generalizedNormal(key(0), 1.5, [2]).shape; // → [2]
 */
export function generalizedNormal(
  key: NDArray,
  p: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>(
    "generalizedNormal",
    [shape, dtype],
    ["shape", "dtype"],
    floatReaders,
  );
  return sampleWithParameters("generalizedNormal", key, { p }, read, (key, { p }, options) =>
    sampleGeneralizedNormal("generalizedNormal", key, p, options),
  );
}

/** Samples of the generalised normal distribution, in the name of the sampler that asks for them. */
export function sampleGeneralizedNormal(
  operation: string,
  key: NDArray,
  p: NDArray,
  options: Required<FloatOptions>,
): NDArray {
  const [gammaKey, signKey] = subkeys(key);
  const exponent = lax.reciprocal(p);
  const size = lax.pow(sampleGamma(operation, gammaKey, exponent, options), exponent);
  return lax.mul(lax.convertElementType(sampleSigns(operation, signKey, options.shape), options.dtype), size);
}
