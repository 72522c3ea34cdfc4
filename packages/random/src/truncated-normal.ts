import { broadcastShapes, clip, type ArrayLike, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, bind, scalar } from "@proj/array/core";
import { erf, erfinv } from "@proj/array/special";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { sampleUniform, type FloatOptions } from "./uniform.ts";

/**
 * Normally distributed numbers (mean 0, variance 1 before truncation) of which only those between two bounds occur.
 *
 * @param key The key, uint32[2].
 * @param lower The lower bound; broadcasts to the shape.
 * @param upper The upper bound; broadcasts to the shape.
 * @param shape The shape of the samples. Default: that of the bounds.
 * @param options `dtype` (default float32).
 * @returns The samples, strictly between the bounds.
 * @throws UsageError if `key` is not one key, or the bounds do not broadcast to the shape.
 * @example
 * import { key, truncatedNormal } from "@proj/random";
 * truncatedNormal(key(0), -2, 2, [3]).toList(); // ≈ [1.45596, 1.71475, -0.41268]
 */
export function truncatedNormal(
  key: NDArray,
  lower: ArrayLike,
  upper: ArrayLike,
  shape?: Shape,
  { dtype = "float32" }: FloatOptions = {},
): NDArray {
  const operation = "truncatedNormal";
  const low = typedParameter(operation, lower, dtype);
  const high = typedParameter(operation, upper, dtype);
  const lengths = shape ?? broadcastShapes(operation, low.shape, high.shape);
  const sample = (key: NDArray): NDArray => {
    const root = scalar(Math.SQRT2, dtype);
    const uniform = sampleUniform(operation, key, lengths, {
      dtype,
      minval: erf(fittingParameter(operation, "lower", low, lengths).div(root)),
      maxval: erf(fittingParameter(operation, "upper", high, lengths).div(root)),
    });
    // Rounding may reach the bounds; the samples stay inside, and no derivative flows through this.
    const inside = (bound: NDArray, towards: number): NDArray =>
      bind("stopGradient", [bind("nextAfter", [bound, scalar(towards, dtype)], {})[0]], {})[0];
    return clip(erfinv(uniform).mul(root), inside(low, Infinity), inside(high, -Infinity));
  };
  return asOneProgram(operation, sample, key);
}
