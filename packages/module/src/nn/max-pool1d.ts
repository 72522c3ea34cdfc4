import { maximumFold, initPool, Pooling, type PoolOptions } from "./pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of windows along one axis, of each channel.
 *
 * @example
 * import { array } from "@proj/array";
 * import { MaxPool1d } from "@proj/module";
 * MaxPool1d.init(2).call(array([[1, 3, 2]])).toList(); // → [[3, 3]]
 */
export class MaxPool1d extends Pooling {
  /**
   * @param kernelSize - the size of windows.
   * @param options - `stride` (default 1); `padding` (default 0); `useCeil` (default false): whether a last window that is only
   *   partly filled counts.
   */
  static init(kernelSize: PerAxis, options?: PoolOptions): MaxPool1d {
    return new MaxPool1d(initPool("MaxPool1d.init", 1, { ...options, kernelSize }, maximumFold));
  }
}
