import { averageFold, initPool, AveragePooling, type PoolOptions } from "./pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Means of windows along three axes, of each channel. What is added around the input counts as zeros.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { AvgPool3d } from "@proj/module";
 * AvgPool3d.init(2, { stride: 2 }).call(ones([1, 6, 6, 6])).shape; // → [1, 3, 3, 3]
 */
export class AvgPool3d extends AveragePooling {
  /**
   * @param kernelSize - the size of windows.
   * @param options - `stride` (default 1); `padding` (default 0); `useCeil` (default false): whether a last window that is only
   *   partly filled counts.
   */
  static init(kernelSize: PerAxis, options?: PoolOptions): AvgPool3d {
    return new AvgPool3d(initPool("AvgPool3d.init", 3, { ...options, kernelSize }, averageFold));
  }
}
