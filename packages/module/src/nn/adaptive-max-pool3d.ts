import { max } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of parts of three axes, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { AdaptiveMaxPool3d } from "@proj/module";
 * AdaptiveMaxPool3d.init(2).call(ones([1, 5, 5, 5])).shape; // → [1, 2, 2, 2]
 */
export class AdaptiveMaxPool3d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveMaxPool3d {
    return new AdaptiveMaxPool3d(initAdaptivePool("AdaptiveMaxPool3d.init", 3, targetShape, max));
  }
}
