import { UsageError, where, type NDArray } from "@proj/array";
import { bernoulli } from "@proj/random";
import { Static } from "@proj/tree";
import { readOptions } from "@proj/array/core";
import { Module } from "../module.ts";
import { layerCallReaders, type LayerCallOptions } from "./layer-options.ts";

/**
 * Dropout (Srivastava et al. 2014): while training, each element is zero with probability `p`, and the others are divided
 * by `1 - p`, so that the mean stays.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Dropout } from "@proj/module";
 * import { key } from "@proj/random";
 * const dropout = Dropout.init(0.5);
 * dropout.call(ones([4]), { key: key(0) }).toList(); // → [0, 0, 2, 2]
 * dropout.call(ones([2]), { inference: true }).toList(); // → [1, 1]
 */
export class Dropout extends Module<{ readonly p: Static<number> }> {
  /**
   * @param p - the probability that an element is dropped, from 0 to 1. Default ½.
   * @throws UsageError if it is not a probability.
   */
  static init(p = 0.5): Dropout {
    if (p >= 0 && p <= 1) return new Dropout({ p: new Static(p) });
    throw new UsageError({
      operation: "Dropout.init",
      received: `p = ${p}`,
      expected: "a probability, from 0 to 1",
      remedy: "give the part of the elements that is dropped, such as 0.1",
    });
  }

  /**
   * @param x - an array of real numbers.
   * @param options - `key`: a random key of this call's own; or `inference: true`, which leaves `x` as it is.
   * @returns an array of the same shape.
   * @throws UsageError without a key where elements are to be dropped.
   */
  call(x: NDArray, options?: LayerCallOptions): NDArray {
    const { key, inference = false } = readOptions<LayerCallOptions>("Dropout.call", options, layerCallReaders);
    const keep = 1 - this.p.value;
    if (inference || keep === 1) return x;
    if (key === undefined) {
      throw new UsageError({
        operation: "Dropout.call",
        received: "no key",
        expected: "a random key of this call's own, or { inference: true }",
        remedy: "pass { key } where elements are to be dropped, { inference: true } where the model is used",
      });
    }
    return keep === 0 ? x.mul(0) : where(bernoulli(key, keep, x.shape), x.div(keep), 0);
  }
}
