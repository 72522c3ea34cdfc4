import { multiply, where, type ArrayLike, type NDArray } from "@proj/array";
import { toArray } from "@proj/array/core";
import { Module } from "../module.ts";
import { checkInput } from "./layer-options.ts";

/**
 * A rectifier with a learnt slope for negative numbers (He et al. 2015).
 *
 * @example
 * import { array } from "@proj/array";
 * import { PReLU } from "@proj/module";
 * PReLU.init().call(array([-2, 3])).toList(); // → [-0.5, 3]
 */
export class PReLU extends Module<{
  /** A number, or an array of slopes that broadcasts with inputs. */
  readonly negativeSlope: NDArray;
}> {
  /** @param initAlpha - the slope at first, a number or an array that broadcasts with inputs. Default ¼. */
  static init(initAlpha: ArrayLike = 0.25): PReLU {
    return new PReLU({ negativeSlope: toArray(initAlpha, "PReLU.init") });
  }

  /** @param x - an array of real numbers. */
  call(x: NDArray): NDArray {
    checkInput("PReLU.call", "x", x);
    return where(x.ge(0), x, multiply(this.negativeSlope, x));
  }
}
