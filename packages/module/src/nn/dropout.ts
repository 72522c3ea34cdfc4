import { UsageError, where, type NDArray } from "@proj/array";
import {
  booleanOption,
  isNDArray,
  readOptions,
  readPositionalOptions,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { stopGradient } from "@proj/array/lax";
import { bernoulli } from "@proj/random";
import { Module } from "../module.ts";
import { checkInput, layerCallReaders, type LayerCallOptions } from "./layer-options.ts";

/** How a {@link Dropout} is made. */
export interface DropoutOptions {
  /** The probability that an element is dropped. Default ½. */
  readonly p?: number | NDArray;
  /** Whether nothing is dropped, unless a call says otherwise. Default false. */
  readonly inference?: boolean;
}

const readers: OptionReaders<DropoutOptions> = {
  p(value, place) {
    if (isNDArray(value) || (typeof value === "number" && value >= 0 && value <= 1)) return value;
    throw wrongOption(place, value, "a probability, from 0 to 1, such as 0.1");
  },
  inference: booleanOption,
};

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
export class Dropout extends Module<{
  /** The probability that an element is dropped; no derivative flows to it. */
  readonly p: number | NDArray;
  /** Whether nothing is dropped, unless a call says otherwise. */
  readonly inference: boolean;
}> {
  /**
   * @param p - the probability that an element is dropped, from 0 to 1; default ½. Or {@link DropoutOptions}.
   * @param inference - whether nothing is dropped, unless a call says otherwise; default false. Or {@link DropoutOptions}.
   * @throws UsageError if `p` is not a probability.
   */
  static init(p?: number | NDArray | DropoutOptions, inference?: boolean | DropoutOptions): Dropout {
    const read = readPositionalOptions<DropoutOptions>("Dropout.init", [p, inference], ["p", "inference"], readers);
    return new Dropout({ p: read.p ?? 0.5, inference: read.inference ?? false });
  }

  /**
   * @param x - an array of real numbers.
   * @param options - `key`: a random key of this call's own; `inference`: whether `x` stays as it is.
   * @returns an array of the same shape.
   * @throws UsageError without a key where elements are to be dropped.
   */
  call(x: NDArray, options?: LayerCallOptions): NDArray {
    const read = readOptions<LayerCallOptions>("Dropout.call", options, layerCallReaders);
    const { key, inference = this.inference } = read;
    checkInput("Dropout.call", "x", x);
    const { p } = this;
    if (inference || p === 0) return x;
    if (key === undefined) {
      throw new UsageError({
        operation: "Dropout.call",
        received: "no key",
        expected: "a random key of this call's own, or { inference: true }",
        remedy: "pass { key } where elements are to be dropped, { inference: true } where the model is used",
      });
    }
    if (p === 1) return x.mul(0);
    const keep = isNDArray(p) ? stopGradient(p).neg().add(1) : 1 - p;
    return where(bernoulli(key, keep, x.shape), x.div(keep), 0);
  }
}
