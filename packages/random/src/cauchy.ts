import { finfo, tan, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { readFloatOptions, type FloatOptions } from "./options.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the standard Cauchy distribution, by inversion: tan(π(u - ½)) for u uniform in (0, 1).
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { cauchy, key } from "@proj/random";
 * cauchy(key(0), [3]).toList(); // ≈ [6.027, 14.838, -0.582]
 */
export function cauchy(key: NDArray, shape?: Shape | FloatOptions, dtype?: FloatDType | FloatOptions): NDArray {
  const options = readFloatOptions("cauchy", shape, dtype);
  const sample = (key: NDArray): NDArray => {
    const { eps } = finfo(options.dtype);
    return tan(
      sampleUniform("cauchy", key, { ...options, minval: eps, maxval: 1 })
        .sub(0.5)
        .mul(Math.PI),
    );
  };
  return asOneProgram("cauchy", sample, key);
}
