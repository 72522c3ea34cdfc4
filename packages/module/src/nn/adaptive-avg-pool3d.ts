import { mean } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Means of parts of three axes, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { AdaptiveAvgPool3d } from "@proj/module";
 * AdaptiveAvgPool3d.init(2).call(ones([1, 5, 5, 5])).shape; // → [1, 2, 2, 2]
 */
export class AdaptiveAvgPool3d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveAvgPool3d {
    return new AdaptiveAvgPool3d(initAdaptivePool("AdaptiveAvgPool3d.init", 3, targetShape, mean));
  }
}
