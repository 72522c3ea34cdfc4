import {
  broadcastTo,
  finfo,
  logicalAnd,
  whileLoop,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { customDerivative, readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { normalOfEach } from "./normal.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { encryptCounters, splitEach, type Words } from "./threefry.ts";
import { uniformOfEach } from "./uniform.ts";

/**
 * Numbers of the gamma distribution of scale 1, by Marsaglia and Tsang (2000): each from a key of its own, until one is accepted.
 *
 * Samples are differentiable by the parameter, at a fixed quantile.
 *
 * @param key - the key, uint32[2].
 * @param a - the shape of the distribution, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, positive.
 * @throws UsageError if `key` is not one key, or the parameter does not broadcast to the shape.
 * @example
 * import { gamma, key } from "@proj/random";
 * gamma(key(0), 2, [3]).shape; // → [3]
 */
export function gamma(
  key: NDArray,
  a: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("gamma", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("gamma", key, { a }, read, (key, { a }, options) =>
    sampleGamma("gamma", key, a, options),
  );
}

/**
 * Logarithms of numbers of the gamma distribution of scale 1. For small parameters the numbers themselves are too small to be
 * told from 0.
 *
 * @param key - the key, uint32[2].
 * @param a - the shape of the distribution, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameter does not broadcast to the shape.
 * @example
 * import { key, loggamma } from "@proj/random";
 * loggamma(key(0), 0.001, [3]).shape; // → [3]
 */
export function loggamma(
  key: NDArray,
  a: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("loggamma", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("loggamma", key, { a }, read, (key, { a }, options) =>
    sampleLoggamma("loggamma", key, a, options),
  );
}

/** Gamma samples, in the name of the sampler that asks for them. */
export function sampleGamma(operation: string, key: NDArray, a: NDArray, options: Required<FloatOptions>): NDArray {
  const alpha = broadcastTo(a, options.shape);
  const fixed = lax.stopGradient(alpha);
  const { cubes, boostKeys } = accepted(operation, key, fixed, options);
  const uniform = lax.sub(1, uniformOfEach(operation, boostKeys, options));
  const boost = lax.select(lax.ge(fixed, 1), 1, lax.pow(uniform, lax.reciprocal(fixed)));
  const sample = lax.mul(cubes, boost);
  return customDerivative("gamma", [alpha, sample], (_, x) => x, [
    (t, a, x) => lax.mul(t, lax.randomGammaGrad(a, x)),
    null,
  ]);
}

/** Logarithms of gamma samples, in the name of the sampler that asks for them. */
export function sampleLoggamma(operation: string, key: NDArray, a: NDArray, options: Required<FloatOptions>): NDArray {
  const alpha = broadcastTo(a, options.shape);
  const fixed = lax.stopGradient(alpha);
  const { cubes, boostKeys } = accepted(operation, key, fixed, options);
  const exponential = lax.log1p(lax.neg(uniformOfEach(operation, boostKeys, options)));
  const isZero = lax.bitwiseOr(lax.ge(fixed, 1), lax.eq(exponential, 0));
  const boost = lax.select(isZero, 0, lax.mul(exponential, lax.reciprocal(fixed)));
  const sample = lax.add(lax.log(cubes), boost);
  const { smallestNormal } = finfo(options.dtype);
  return customDerivative("loggamma", [alpha, sample], (_, x) => x, [
    (t, a, x) => {
      const power = lax.exp(x);
      const positive = lax.select(lax.eq(power, 0), smallestNormal, power);
      return lax.mul(t, lax.div(lax.randomGammaGrad(a, positive), positive));
    },
    null,
  ]);
}

/** What one round of the search for samples has found. */
interface Search {
  readonly keys: Words;
  /** The square of a normal number x, V = (1 + cx)³, and a uniform number, of which the last two decide. */
  readonly square: NDArray;
  readonly cube: NDArray;
  readonly uniform: NDArray;
}

/**
 * d·V for accepted V. Parameters below 1 are increased by 1; the power of a uniform number, from the other keys, makes up for
 * that.
 */
function accepted(
  operation: string,
  key: NDArray,
  alpha: NDArray,
  { shape, dtype }: Required<FloatOptions>,
): { readonly cubes: NDArray; readonly boostKeys: Words } {
  const [first, second] = encryptCounters(operation, key, shape);
  const own: Words = [lax.reshape(first, shape), lax.reshape(second, shape)];
  const [keys, boostKeys] = splitEach(own, [0, 1]);
  const d = lax.sub(lax.select(lax.ge(alpha, 1), alpha, lax.add(alpha, 1)), 1 / 3);
  const c = lax.div(1 / 3, lax.sqrt(d));
  const isRejected = ({ square, cube, uniform }: Search): NDArray => {
    const bound = lax.sub(1, lax.mul(lax.mul(square, square), 0.0331));
    const exact = lax.add(lax.mul(square, 0.5), lax.mul(d, lax.add(lax.sub(1, cube), lax.log(cube))));
    return logicalAnd(lax.ge(uniform, bound), lax.ge(lax.log(uniform), exact));
  };
  const round = (search: Search): Search => {
    const isActive = isRejected(search);
    const [next, normalKeys, uniformKeys] = splitEach(search.keys, [0, 1, 2]);
    const { x, v } = positiveRoots(operation, normalKeys, c, isActive, dtype);
    const chosen = (value: NDArray, old: NDArray): NDArray => lax.select(isActive, value, old);
    return {
      keys: [chosen(next[0], search.keys[0]), chosen(next[1], search.keys[1])],
      square: chosen(lax.mul(x, x), search.square),
      cube: chosen(lax.mul(lax.mul(v, v), v), search.cube),
      uniform: chosen(uniformOfEach(operation, uniformKeys, { dtype }), search.uniform),
    };
  };
  const start: Search = {
    keys,
    square: lax.fullLike(alpha, 0),
    cube: lax.fullLike(alpha, 1),
    uniform: lax.fullLike(alpha, 2),
  };
  const found = whileLoop((search) => isRejected(search).any(), round, start);
  return { cubes: lax.mul(d, found.cube), boostKeys };
}

/** Normal numbers x for which v = 1 + cx is positive, one for each key that is active. */
function positiveRoots(
  operation: string,
  keys: Words,
  c: NDArray,
  isActive: NDArray,
  dtype: FloatDType,
): { readonly x: NDArray; readonly v: NDArray } {
  interface Draw {
    readonly keys: Words;
    readonly x: NDArray;
    readonly v: NDArray;
  }
  const draw = (last: Draw): Draw => {
    const isOpen = lax.le(last.v, 0);
    const [next, normalKeys] = splitEach(last.keys, [0, 1]);
    const x = normalOfEach(operation, normalKeys, dtype);
    const chosen = (value: NDArray, old: NDArray): NDArray => lax.select(isOpen, value, old);
    return {
      keys: [chosen(next[0], last.keys[0]), chosen(next[1], last.keys[1])],
      x: chosen(x, last.x),
      v: chosen(lax.add(lax.mul(x, c), 1), last.v),
    };
  };
  const start: Draw = { keys, x: lax.fullLike(c, 0), v: lax.select(isActive, -1, lax.fullLike(c, 1)) };
  return whileLoop(({ v }) => v.le(0).any(), draw, start);
}
