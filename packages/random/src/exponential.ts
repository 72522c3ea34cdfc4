import { log1p, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Exponentially distributed numbers of mean 1, by inversion: -log(1 - u) for u uniform in [0, 1).
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples, not negative.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { exponential, key } from "@proj/random";
 * exponential(key(0), [3]).toList(); // ≈ [2.9501, 3.8434, 0.4039]
 */
export function exponential(key: NDArray, shape: Shape = [], options: FloatOptions = {}): NDArray {
  const sample = (key: NDArray): NDArray => log1p(sampleUniform("exponential", key, shape, options).neg()).neg();
  return asOneProgram("exponential", sample, key);
}
