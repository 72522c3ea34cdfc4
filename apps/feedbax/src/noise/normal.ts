import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { normal } from "@proj/random";
import { checkQuantity } from "../quantities.ts";
import { CompositeNoise } from "./composite.ts";
import type { Noise } from "./noise.ts";

/**
 * Normally distributed noise, independent in each component.
 *
 * @example
 * import { zeros } from "@proj/array";
 * import { Normal } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * Normal.init(0.1).call(key(0), zeros([2])).shape; // → [2]
 */
export class Normal
  extends Module<{ readonly std: number | NDArray; readonly mean: number | NDArray }>
  implements Noise
{
  /**
   * @param std - standard deviation, in the unit of the signal. Default 1.
   * @param mean - in the unit of the signal. Default 0.
   * @throws UsageError when `std` is a number below 0, or one of them is neither number nor array.
   */
  static init(std: number | NDArray = 1, mean: number | NDArray = 0): Normal {
    checkQuantity("Normal.init", "std", std, { least: 0 });
    checkQuantity("Normal.init", "mean", mean);
    return new Normal({ std, mean });
  }

  call(key: NDArray, x: NDArray): NDArray {
    // Drawn in single precision whatever the signal is, so that a model in double precision meets the same noise.
    const sample = normal(key, x.shape).mul(this.std);
    return (this.mean === 0 ? sample : sample.add(this.mean)).astype(x.dtype);
  }

  /** The sum with another noise, independent of this one. */
  plus(other: Noise): CompositeNoise {
    return new CompositeNoise({ terms: [this, other] });
  }
}
