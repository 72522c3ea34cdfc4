import { mean } from "@proj/array";
import { AdaptivePooling, initAdaptivePool } from "./adaptive-pool.ts";
import type { PerAxis } from "./windows.ts";

/**
 * Means of parts of one axis, of each channel, so many that the output has the shape that is asked for.
 *
 * @example
 * import { array } from "@proj/array";
 * import { AdaptiveAvgPool1d } from "@proj/module";
 * AdaptiveAvgPool1d.init(2).call(array([[1, 3, 2]])).toList(); // → [[2, 2]]
 */
export class AdaptiveAvgPool1d extends AdaptivePooling {
  /** @param targetShape - the lengths of the axes of space afterwards: one for all, or a list. */
  static init(targetShape: PerAxis): AdaptiveAvgPool1d {
    return new AdaptiveAvgPool1d(initAdaptivePool("AdaptiveAvgPool1d.init", 1, targetShape, mean));
  }
}
