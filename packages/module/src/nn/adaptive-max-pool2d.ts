import { max } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of parts of two axes, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { AdaptiveMaxPool2d } from "@proj/module";
 * AdaptiveMaxPool2d.init(2).call(ones([1, 5, 5])).shape; // → [1, 2, 2]
 */
export class AdaptiveMaxPool2d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveMaxPool2d {
    return new AdaptiveMaxPool2d(initAdaptivePool("AdaptiveMaxPool2d.init", 2, targetShape, max));
  }
}
