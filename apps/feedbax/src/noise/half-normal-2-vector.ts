import { cos, sin, stack, UsageError, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { normal, subkeys, uniform } from "@proj/random";
import { checkQuantity } from "../quantities.ts";
import { CompositeNoise } from "./composite.ts";
import type { Noise } from "./noise.ts";

/**
 * Vectors in the plane of any direction, whose lengths are those of normally distributed numbers.
 *
 * @example
 * import { zeros } from "@proj/array";
 * import { HalfNormal2Vector } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * HalfNormal2Vector.init(0.5).call(key(0), zeros([3, 2])).shape; // → [3, 2]
 */
export class HalfNormal2Vector extends Module<{ readonly std: number | NDArray }> implements Noise {
  /**
   * @param std - the deviation of the numbers whose sizes are the lengths. Default 1.
   * @throws UsageError when it is a number below 0, or neither number nor array.
   */
  static init(std: number | NDArray = 1): HalfNormal2Vector {
    checkQuantity("HalfNormal2Vector.init", "std", std, { least: 0 });
    return new HalfNormal2Vector({ std });
  }

  call(key: NDArray, x: NDArray): NDArray {
    if (x.shape.at(-1) !== 2) {
      throw new UsageError({
        operation: "HalfNormal2Vector.call",
        received: `a signal of shape [${x.shape.join(", ")}]`,
        expected: "vectors in the plane, [..., 2]",
        remedy: "take Normal for other signals",
      });
    }
    const [lengthKey, angleKey] = subkeys(key);
    const shape = x.shape.slice(0, -1);
    const angle = uniform(angleKey, shape, { minval: 0, maxval: 2 * Math.PI });
    const length = normal(lengthKey, shape).mul(this.std);
    return stack([length.mul(cos(angle)), length.mul(sin(angle))], -1).astype(x.dtype);
  }

  /** The sum with another noise, independent of this one. */
  plus(other: Noise): CompositeNoise {
    return new CompositeNoise({ terms: [this, other] });
  }
}
