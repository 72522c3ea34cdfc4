import { broadcastTo, UsageError, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, formatShape, readPositionalOptions, stretchesTo } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleLoggamma } from "./gamma.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { typedParameter } from "./parameter.ts";

/**
 * Positive numbers with the sum 1, of the Dirichlet distribution. Differentiable by the weights.
 *
 * @param key - the key, uint32[2].
 * @param alpha - the weights, positive: float[..., n].
 * @param shape - the shape of the samples without the axis of the numbers, to which that of the weights is stretched, default just
 *   that; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, float[...shape, n].
 * @throws UsageError if `key` is not one key, the weights are a number, or do not broadcast to the shape.
 * @example
 * import { array } from "@proj/array";
 * import { dirichlet, key } from "@proj/random";
 * dirichlet(key(0), array([1, 2, 3]), [4]).shape; // → [4, 3]
 */
export function dirichlet(
  key: NDArray,
  alpha: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("dirichlet", [shape, dtype], ["shape", "dtype"], floatReaders);
  const kind = read.dtype ?? "float32";
  const weights = typedParameter("dirichlet", alpha, kind);
  const batch = read.shape ?? weights.shape.slice(0, -1);
  if (weights.ndim === 0 || !stretchesTo(weights.shape.slice(0, -1), batch)) throw misfit(weights, batch);
  const lengths = [...batch, weights.shape.at(-1)!];
  const sample = (key: NDArray, weights: NDArray): NDArray => {
    const given = broadcastTo(weights, lengths);
    const logarithms = sampleLoggamma("dirichlet", key, given, { shape: lengths, dtype: kind });
    const largest = lax.stopGradient(logarithms.max({ axis: -1, keepdims: true }));
    const parts = lax.exp(logarithms.sub(largest));
    return parts.div(parts.sum({ axis: -1, keepdims: true }));
  };
  return asOneProgram("dirichlet", sample, key, weights);
}

function misfit(alpha: NDArray, batch: Shape): UsageError {
  return new UsageError({
    operation: "dirichlet",
    received: `weights of shape ${formatShape(alpha.shape)} for samples of shape ${formatShape(batch)}`,
    expected: "weights along a last axis, whose other axes broadcast to the shape of the samples",
    remedy: "give an array with one weight for each number, and a shape without that axis",
  });
}
