import { finfo, log, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Numbers of the standard Gumbel distribution, by inversion: -log(-log u) for u uniform in (0, 1).
 *
 * The place of the largest of `logits + gumbel` is distributed as `categorical(logits)`.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { gumbel, key } from "@proj/random";
 * gumbel(key(0), [3]).toList(); // ≈ [2.9234, 3.8326, -0.0969]
 */
export function gumbel(key: NDArray, shape: Shape = [], options: FloatOptions = {}): NDArray {
  return asOneProgram("gumbel", (key) => sampleGumbel("gumbel", key, shape, options), key);
}

/** Gumbel samples, in the name of the sampler that asks for them. */
export function sampleGumbel(
  operation: string,
  key: NDArray,
  shape: Shape,
  { dtype = "float32" }: FloatOptions = {},
): NDArray {
  // From here on logarithms are finite.
  const { smallestNormal } = finfo(dtype);
  const uniform = sampleUniform(operation, key, shape, { dtype, minval: smallestNormal, maxval: 1 });
  return log(log(uniform).neg()).neg();
}
