import { mean } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Means of parts of two axes, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { AdaptiveAvgPool2d } from "@proj/module";
 * AdaptiveAvgPool2d.init(2).call(ones([1, 5, 5])).shape; // → [1, 2, 2]
 */
export class AdaptiveAvgPool2d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveAvgPool2d {
    return new AdaptiveAvgPool2d(initAdaptivePool("AdaptiveAvgPool2d.init", 2, targetShape, mean));
  }
}
