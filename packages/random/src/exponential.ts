import { log1p, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { readFloatOptions, type FloatOptions } from "./options.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Exponentially distributed numbers of mean 1, by inversion: -log(1 - u) for u uniform in [0, 1).
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, not negative.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { exponential, key } from "@proj/random";
 * exponential(key(0), [3]).toList(); // ≈ [2.9501, 3.8434, 0.4039]
 */
export function exponential(key: NDArray, shape?: Shape | FloatOptions, dtype?: FloatDType | FloatOptions): NDArray {
  const options = readFloatOptions("exponential", shape, dtype);
  return asOneProgram("exponential", (key) => sampleExponential("exponential", key, options), key);
}

/** Exponential samples, in the name of the sampler that asks for them. */
export function sampleExponential(operation: string, key: NDArray, options: FloatOptions): NDArray {
  return log1p(sampleUniform(operation, key, options).neg()).neg();
}
