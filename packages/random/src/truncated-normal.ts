import { broadcastShapes, clip, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, readPositionalOptions, scalar } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { erf, erfinv } from "@proj/array/special";
import { floatReaders, type FloatOptions } from "./options.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Normally distributed numbers (mean 0, variance 1 before truncation) of which only those between two bounds occur.
 *
 * @param key - the key, uint32[2].
 * @param lower - the lower bound; broadcasts to the shape.
 * @param upper - the upper bound; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the bounds; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, strictly between the bounds.
 * @throws UsageError if `key` is not one key, or the bounds do not broadcast to the shape.
 * @example
 * import { key, truncatedNormal } from "@proj/random";
 * truncatedNormal(key(0), -2, 2, [3]).toList(); // ≈ [1.45596, 1.71475, -0.41268]
 */
export function truncatedNormal(
  key: NDArray,
  lower: ArrayLike,
  upper: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const operation = "truncatedNormal";
  const read = readPositionalOptions<FloatOptions>(operation, [shape, dtype], ["shape", "dtype"], floatReaders);
  const kind = read.dtype ?? "float32";
  const low = typedParameter(operation, lower, kind);
  const high = typedParameter(operation, upper, kind);
  const lengths = read.shape ?? broadcastShapes(low.shape, high.shape);
  const sample = (key: NDArray): NDArray => {
    const root = scalar(Math.SQRT2, kind);
    const uniform = sampleUniform(operation, key, {
      shape: lengths,
      dtype: kind,
      minval: erf(fittingParameter(operation, "lower", low, lengths).div(root)),
      maxval: erf(fittingParameter(operation, "upper", high, lengths).div(root)),
    });
    // Rounding may reach the bounds; the samples stay inside, and no derivative flows through this.
    const inside = (bound: NDArray, towards: number): NDArray => lax.stopGradient(lax.nextafter(bound, towards));
    return clip(erfinv(uniform).mul(root), inside(low, Infinity), inside(high, -Infinity));
  };
  return asOneProgram(operation, sample, key);
}
