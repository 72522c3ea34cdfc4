import { finfo, log, log1p, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Numbers of the standard logistic distribution, by inversion: log(u / (1 - u)) for u uniform in (0, 1).
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, logistic } from "@proj/random";
 * logistic(key(0), [3]).toList(); // ≈ [2.8964, 3.8218, -0.6978]
 */
export function logistic(key: NDArray, shape: Shape = [], { dtype = "float32" }: FloatOptions = {}): NDArray {
  const sample = (key: NDArray): NDArray => {
    const { smallestNormal } = finfo(dtype);
    const uniform = sampleUniform("logistic", key, shape, { dtype, minval: smallestNormal, maxval: 1 });
    return log(uniform).sub(log1p(uniform.neg()));
  };
  return asOneProgram("logistic", sample, key);
}
