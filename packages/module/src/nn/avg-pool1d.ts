import { averageFold, initPool, AveragePooling, type PoolOptions } from "./pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Means of windows along one axis, of each channel. What is added around the input counts as zeros.
 *
 * @example
 * import { array } from "@proj/array";
 * import { AvgPool1d } from "@proj/module";
 * AvgPool1d.init(2).call(array([[1, 3, 2]])).toList(); // → [[2, 2.5]]
 */
export class AvgPool1d extends AveragePooling {
  /**
   * @param kernelSize - the size of windows.
   * @param options - `stride` (default 1); `padding` (default 0); `useCeil` (default false): whether a last window that is only
   *   partly filled counts.
   */
  static init(kernelSize: PerAxis, options?: PoolOptions): AvgPool1d {
    return new AvgPool1d(initPool("AvgPool1d.init", 1, { ...options, kernelSize }, averageFold));
  }
}
