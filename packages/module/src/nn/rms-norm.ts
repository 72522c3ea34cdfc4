import { mean, square, type NDArray, type Shape } from "@proj/array";
import { rsqrt } from "@proj/array/lax";
import { withFields } from "../module.ts";
import { initShapedNorm, shapedNormFields, type LayerNormOptions } from "./layer-norm.ts";
import { atLeastSingle, checkShape, scaleAndShift } from "./normalization.ts";

/**
 * Root mean square normalisation (Zhang and Sennrich 2019): `x / √(mean x² + eps) ⊙ weight + bias`, over all elements.
 *
 * @example
 * import { array } from "@proj/array";
 * import { RMSNorm } from "@proj/module";
 * RMSNorm.init([2]).call(array([1, 7])).toList(); // ≈ [0.2, 1.4]
 */
export class RMSNorm extends withFields(shapedNormFields) {
  /**
   * @param shape - the shape of inputs.
   * @param options - `eps` (default 1e-5); `useWeight`, `useBias` (default true); `dtype` (default float32).
   */
  static init(shape: number | Shape, options?: LayerNormOptions): RMSNorm {
    return new RMSNorm(initShapedNorm("RMSNorm.init", shape, options));
  }

  /**
   * @param x - float[...shape]: one input; for several use `vmap`.
   * @returns float[...shape]
   * @throws UsageError if `x` has another shape.
   */
  call(x: NDArray): NDArray {
    checkShape("RMSNorm.call", x, this.shape);
    const wide = atLeastSingle(x);
    return scaleAndShift(wide.mul(rsqrt(mean(square(wide)).add(this.eps))), this.weight, this.bias, x);
  }
}
