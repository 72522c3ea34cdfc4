import { finfo, tan, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Numbers of the standard Cauchy distribution, by inversion: tan(π(u - ½)) for u uniform in (0, 1).
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { cauchy, key } from "@proj/random";
 * cauchy(key(0), [3]).toList(); // ≈ [6.027, 14.838, -0.582]
 */
export function cauchy(key: NDArray, shape: Shape = [], { dtype = "float32" }: FloatOptions = {}): NDArray {
  const sample = (key: NDArray): NDArray => {
    const uniform = sampleUniform("cauchy", key, shape, { dtype, minval: finfo(dtype).eps, maxval: 1 });
    return tan(uniform.sub(0.5).mul(Math.PI));
  };
  return asOneProgram("cauchy", sample, key);
}
