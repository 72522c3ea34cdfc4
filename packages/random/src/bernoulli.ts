import { where, type ArrayLike, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, isFloat, isNDArray } from "@proj/array/core";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Booleans that are true with a given probability.
 *
 * @param key The key, uint32[2].
 * @param p The probability of true, from 0 to 1; broadcasts to the shape. Default ½.
 * @param shape The shape of the samples. Default: that of `p`.
 * @returns The samples, of dtype bool.
 * @throws UsageError if `key` is not one key, or `p` does not broadcast to the shape.
 * @example
 * import { bernoulli, key } from "@proj/random";
 * bernoulli(key(0), 0.5, [4]).toList(); // → [false, false, true, true]
 */
export function bernoulli(key: NDArray, p: ArrayLike = 0.5, shape?: Shape): NDArray {
  const dtype = isNDArray(p) && isFloat(p.dtype) ? p.dtype : "float32";
  const probability = typedParameter("bernoulli", p, dtype);
  const lengths = shape ?? probability.shape;
  const sample = (key: NDArray, chance: NDArray): NDArray =>
    sampleUniform("bernoulli", key, lengths, { dtype }).lt(fittingParameter("bernoulli", "p", chance, lengths));
  return asOneProgram("bernoulli", sample, key, probability);
}

/**
 * Integers that are 1 or -1 with equal probability.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the samples. Default `[]`.
 * @returns The samples, of dtype int32.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, rademacher } from "@proj/random";
 * rademacher(key(0), [4]).toList(); // → [-1, -1, 1, 1]
 */
export function rademacher(key: NDArray, shape: Shape = []): NDArray {
  const sample = (key: NDArray): NDArray =>
    where(sampleUniform("rademacher", key, shape).lt(0.5), 1, -1).astype("int32");
  return asOneProgram("rademacher", sample, key);
}
