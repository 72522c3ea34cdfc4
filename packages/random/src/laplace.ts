import { abs, log1p, sign, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { aboveMinusOne } from "./normal.ts";
import { readFloatOptions, type FloatOptions } from "./options.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the standard Laplace distribution, by inversion: sign(u) log(1 - |u|) for u uniform in (-1, 1).
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, laplace } from "@proj/random";
 * laplace(key(0), [3]).toList(); // ≈ [-2.257, -3.1503, 0.4086]
 */
export function laplace(key: NDArray, shape?: Shape | FloatOptions, dtype?: FloatDType | FloatOptions): NDArray {
  const options = readFloatOptions("laplace", shape, dtype);
  const sample = (key: NDArray): NDArray => {
    const uniform = sampleUniform("laplace", key, { ...options, minval: aboveMinusOne(options.dtype), maxval: 1 });
    return sign(uniform).mul(log1p(abs(uniform).neg()));
  };
  return asOneProgram("laplace", sample, key);
}
