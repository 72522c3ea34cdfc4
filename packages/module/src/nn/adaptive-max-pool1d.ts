import { max } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Maxima of parts of one axis, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { array } from "@proj/array";
 * import { AdaptiveMaxPool1d } from "@proj/module";
 * AdaptiveMaxPool1d.init(2).call(array([[1, 3, 2]])).toList(); // → [[3, 2]]
 */
export class AdaptiveMaxPool1d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveMaxPool1d {
    return new AdaptiveMaxPool1d(initAdaptivePool("AdaptiveMaxPool1d.init", 1, targetShape, max));
  }
}
