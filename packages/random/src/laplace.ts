import { abs, log1p, sign, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { aboveMinusOne } from "./normal.ts";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Numbers of the standard Laplace distribution, by inversion: sign(u) log(1 - |u|) for u uniform in (-1, 1).
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @param options `dtype` (default float32).
 * @returns The samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, laplace } from "@proj/random";
 * laplace(key(0), [3]).toList(); // ≈ [-2.257, -3.1503, 0.4086]
 */
export function laplace(key: NDArray, shape: Shape = [], { dtype = "float32" }: FloatOptions = {}): NDArray {
  const sample = (key: NDArray): NDArray => {
    const uniform = sampleUniform("laplace", key, shape, { dtype, minval: aboveMinusOne(dtype), maxval: 1 });
    return sign(uniform).mul(log1p(abs(uniform).neg()));
  };
  return asOneProgram("laplace", sample, key);
}
