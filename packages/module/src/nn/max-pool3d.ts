import { maximumFold, initPool, Pooling, type PoolOptions } from "./pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of windows along three axes, of each channel.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { MaxPool3d } from "@proj/module";
 * MaxPool3d.init(2, { stride: 2 }).call(ones([1, 6, 6, 6])).shape; // → [1, 3, 3, 3]
 */
export class MaxPool3d extends Pooling {
  /**
   * @param kernelSize - the size of windows.
   * @param options - `stride` (default 1); `padding` (default 0); `useCeil` (default false): whether a last window that is only
   *   partly filled counts.
   */
  static init(kernelSize: PerAxis, options?: PoolOptions): MaxPool3d {
    return new MaxPool3d(initPool("MaxPool3d.init", 3, { ...options, kernelSize }, maximumFold));
  }
}
