import {
  all,
  any,
  broadcastTo,
  whileLoop,
  type ArrayLike,
  type IntegerDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asOneProgram, integerDTypeOption, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { checkKey } from "./key.ts";
import { samplesShape } from "./options.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";
import { sampleUniform } from "./uniform.ts";

/** How {@link poisson} numbers are made. */
export interface PoissonOptions {
  /** The shape of the samples. Default: that of `lam`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default int32. */
  readonly dtype?: IntegerDType;
}

const readers: OptionReaders<PoissonOptions> = {
  shape: samplesShape,
  dtype: integerDTypeOption,
};

/** From here on, numbers come from the transformed rejection, whose work does not grow with the mean. */
const largeMean = 10;

/**
 * Numbers of the Poisson distribution: counts of events. For means below 10, by products of uniform numbers (Knuth); from there on by
 * transformed rejection (Hörmann 1993).
 *
 * @param key - the key, uint32[2].
 * @param lam - the mean, not negative; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of `lam`; or options.
 * @param dtype - of integers, default int32; or options.
 * @returns the samples; -1 where the mean is NaN or infinite.
 * @throws UsageError if `key` is not one key, or `lam` does not broadcast to the shape.
 * @example
 * import { key, poisson } from "@proj/random";
 * poisson(key(0), 3, [4]).shape; // → [4]
 */
export function poisson(
  key: NDArray,
  lam: ArrayLike,
  shape?: Shape | PoissonOptions,
  dtype?: IntegerDType | PoissonOptions,
): NDArray {
  checkKey("poisson", key);
  const read = readPositionalOptions<PoissonOptions>("poisson", [shape, dtype], ["shape", "dtype"], readers);
  const mean = typedParameter("poisson", lam, "float32");
  const lengths = read.shape ?? mean.shape;
  const sample = (key: NDArray, mean: NDArray): NDArray => {
    const lam = broadcastTo(fittingParameter("poisson", "lam", mean, lengths), lengths);
    const isLarge = lax.bitwiseAnd(lax.ge(lam, largeMean), lax.isFinite(lam));
    const few = byProducts(key, lax.select(isLarge, 0, lax.select(lax.isFinite(lam), lam, Number.NaN)));
    const many = byRejection(key, lax.select(isLarge, lam, 1e5));
    const counts = lax.select(isLarge, many, few);
    return lax.convertElementType(lax.select(lax.eq(lam, 0), 0, counts), read.dtype ?? "int32");
  };
  return asOneProgram("poisson", sample, key, mean);
}

/** How many uniform numbers can be multiplied until the product is below e^-lam. */
function byProducts(key: NDArray, lam: NDArray): NDArray {
  const isOpen = (logarithm: NDArray): NDArray => lax.gt(logarithm, lax.neg(lam));
  const multiply = ({ key, count, logarithm }: Products): Products => {
    const [next, uniformKey] = subkeys(key);
    const uniform = sampleUniform("poisson", uniformKey, { shape: lam.shape });
    return {
      key: next,
      count: lax.select(isOpen(logarithm), lax.add(count, 1), count),
      logarithm: lax.add(logarithm, lax.log(uniform)),
    };
  };
  const zero = lax.fullLike(lam, 0);
  const start: Products = { key, count: zero, logarithm: zero };
  return lax.sub(whileLoop(({ logarithm }) => any(isOpen(logarithm)), multiply, start).count, 1);
}

interface Products {
  readonly key: NDArray;
  readonly count: NDArray;
  readonly logarithm: NDArray;
}

/** The rounded image of a uniform number, until one is accepted. */
function byRejection(key: NDArray, lam: NDArray): NDArray {
  const b = lax.add(lax.mul(lax.sqrt(lam), 2.53), 0.931);
  const a = lax.add(lax.mul(b, 0.02483), -0.059);
  const inverseAlpha = lax.add(lax.div(1.1328, lax.sub(b, 3.4)), 1.1239);
  const height = lax.sub(0.9277, lax.div(3.6224, lax.sub(b, 2)));
  const shape = lam.shape;
  const attempt = ({ key, count, isAccepted }: Attempts): Attempts => {
    const [next, placeKey, heightKey] = subkeys(key, 3);
    const u = lax.sub(sampleUniform("poisson", placeKey, { shape }), 0.5);
    const v = sampleUniform("poisson", heightKey, { shape });
    const distance = lax.sub(0.5, lax.abs(u));
    const place = lax.mul(lax.add(lax.div(lax.mul(a, 2), distance), b), u);
    const k = lax.floor(lax.add(lax.add(place, lam), 0.43));
    const hat = lax.add(lax.div(a, lax.mul(distance, distance)), b);
    const left = lax.log(lax.div(lax.mul(v, inverseAlpha), hat));
    const right = lax.sub(lax.sub(lax.mul(k, lax.log(lam)), lam), lax.lgamma(lax.add(k, 1)));
    const isInside = lax.bitwiseAnd(lax.ge(distance, 0.07), lax.le(v, height));
    const isOutside = lax.bitwiseOr(lax.lt(k, 0), lax.bitwiseAnd(lax.lt(distance, 0.013), lax.gt(v, distance)));
    const isBelow = lax.bitwiseAnd(lax.bitwiseNot(isOutside), lax.le(left, right));
    const isNew = lax.bitwiseOr(isInside, isBelow);
    return { key: next, count: lax.select(isNew, k, count), isAccepted: lax.bitwiseOr(isAccepted, isNew) };
  };
  const start: Attempts = { key, count: lax.fullLike(lam, -1), isAccepted: lax.ne(lam, lam) };
  return whileLoop(({ isAccepted }) => all(isAccepted).eq(false), attempt, start).count;
}

interface Attempts {
  readonly key: NDArray;
  readonly count: NDArray;
  readonly isAccepted: NDArray;
}
