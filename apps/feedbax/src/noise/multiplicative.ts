import { nn, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { CompositeNoise } from "./composite.ts";
import type { Noise } from "./noise.ts";

/**
 * Noise that grows with the signal: a sample of another noise times the signal.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Multiplicative, Normal } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const motorNoise = Multiplicative.init(Normal.init(0.02)).plus(Normal.init(0.04));
 * motorNoise.call(key(0), array([0, 10])).shape; // → [2]
 */
export class Multiplicative
  extends Module<{ readonly noise: Noise; readonly scale: (x: NDArray) => NDArray }>
  implements Noise
{
  /**
   * @param noise - the noise whose samples are scaled.
   * @param scale - of the signal x, what the sample is multiplied by. Default: x itself.
   */
  static init(noise: Noise, scale: (x: NDArray) => NDArray = nn.identity): Multiplicative {
    return new Multiplicative({ noise, scale });
  }

  call(key: NDArray, x: NDArray): NDArray {
    return this.scale(x).mul(this.noise.call(key, x));
  }

  /** The sum with another noise, independent of this one. */
  plus(other: Noise): CompositeNoise {
    return new CompositeNoise({ terms: [this, other] });
  }
}
