import { zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import type { Noise } from "./noise.ts";

/**
 * No noise, where noise is asked for: zeros in the shape of the signal.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ZeroNoise } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * ZeroNoise.init().call(key(0), array([1, 2])).toList(); // → [0, 0]
 */
export class ZeroNoise extends Module<object> implements Noise {
  /** It takes no arguments. */
  static init(): ZeroNoise {
    return new ZeroNoise({});
  }

  call(_key: NDArray, x: NDArray): NDArray {
    return zerosLike(x);
  }
}
