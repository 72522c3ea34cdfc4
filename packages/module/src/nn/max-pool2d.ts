import { maximumFold, initPool, Pooling, type PoolOptions } from "./pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of windows along two axes, of each channel.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { MaxPool2d } from "@proj/module";
 * MaxPool2d.init(2, { stride: 2 }).call(ones([1, 6, 6])).shape; // → [1, 3, 3]
 */
export class MaxPool2d extends Pooling {
  /**
   * @param kernelSize - the size of windows.
   * @param options - `stride` (default 1); `padding` (default 0); `useCeil` (default false): whether a last window that is only
   *   partly filled counts.
   */
  static init(kernelSize: PerAxis, options?: PoolOptions): MaxPool2d {
    return new MaxPool2d(initPool("MaxPool2d.init", 2, { ...options, kernelSize }, maximumFold));
  }
}
