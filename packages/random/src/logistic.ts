import { finfo, log, log1p, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { readFloatOptions, type FloatOptions } from "./options.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the standard logistic distribution, by inversion: log(u / (1 - u)) for u uniform in (0, 1).
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, logistic } from "@proj/random";
 * logistic(key(0), [3]).toList(); // ≈ [2.8964, 3.8218, -0.6978]
 */
export function logistic(key: NDArray, shape?: Shape | FloatOptions, dtype?: FloatDType | FloatOptions): NDArray {
  const options = readFloatOptions("logistic", shape, dtype);
  const sample = (key: NDArray): NDArray => {
    const { smallestNormal } = finfo(options.dtype);
    const uniform = sampleUniform("logistic", key, { ...options, minval: smallestNormal, maxval: 1 });
    return log(uniform).sub(log1p(uniform.neg()));
  };
  return asOneProgram("logistic", sample, key);
}
