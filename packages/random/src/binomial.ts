import {
  all,
  any,
  array,
  broadcastShapes,
  broadcastTo,
  whileLoop,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asOneProgram, convert, isFloat, readPositionalOptions, toArray } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { checkKey } from "./key.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { fittingParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";
import { take } from "./take.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the binomial distribution: how many of n trials succeed. For few successes by adding the waiting times between
 * them; for many by transformed rejection (Hörmann 1993).
 *
 * @param key - the key, uint32[2].
 * @param n - the number of trials; broadcasts to the shape.
 * @param p - the probability that a trial succeeds; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameters; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, floats; NaN where a parameter is out of its range.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { binomial, key } from "@proj/random";
 * binomial(key(0), 10, 0.3, [4]).shape; // → [4]
 */
export function binomial(
  key: NDArray,
  n: ArrayLike,
  p: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  checkKey("binomial", key);
  const read = readPositionalOptions<FloatOptions>("binomial", [shape, dtype], ["shape", "dtype"], floatReaders);
  const given = toArray(p, "binomial");
  const probability = isFloat(given.dtype) ? given : convert(given, "float32");
  const count = convert(toArray(n, "binomial"), probability.dtype);
  const lengths = read.shape ?? broadcastShapes(count.shape, probability.shape);
  const sample = (key: NDArray, count: NDArray, probability: NDArray): NDArray => {
    const full = (name: string, value: NDArray): NDArray =>
      broadcastTo(fittingParameter("binomial", name, value, lengths), lengths);
    return convert(sampleBinomial(key, full("n", count), full("p", probability)), read.dtype ?? "float32");
  };
  return asOneProgram("binomial", sample, key, count, probability);
}

/** Up to this many expected successes, they are counted one by one. */
const fewSuccesses = 10;

/** Binomial samples of arrays of one shape. */
export function sampleBinomial(key: NDArray, n: NDArray, p: NDArray): NDArray {
  const isRare = lax.lt(p, 0.5);
  const given = lax.select(isRare, p, lax.sub(1, p));
  const isValid = lax.ge(given, 0);
  const isCount = lax.ge(n, 0);
  const isInfinite = lax.eq(n, Infinity);
  const q = lax.select(isValid, given, 0.01);
  const isFew = lax.bitwiseOr(lax.bitwiseNot(isCount), lax.le(lax.mul(n, q), fewSuccesses));
  const count = lax.floor(n);
  const few = byWaiting(key, lax.select(isFew, count, 0), q);
  const many = byRejection(key, lax.select(isFew, 1e4, lax.select(isInfinite, 1e4, count)), lax.select(isFew, 0.5, q));
  const successes = lax.select(isFew, few, many);
  const known = lax.select(lax.bitwiseAnd(isValid, isCount), lax.select(isInfinite, Infinity, successes), Number.NaN);
  const asIs = lax.bitwiseOr(lax.bitwiseOr(isRare, lax.ne(known, known)), isInfinite);
  return lax.select(asIs, known, lax.sub(count, known));
}

/** How many waiting times, of the geometric distribution, fit into the number of trials. */
function byWaiting(key: NDArray, count: NDArray, p: NDArray): NDArray {
  const logarithm = lax.log1p(lax.neg(p));
  const dtype = p.dtype as FloatDType;
  const wait = ({ key, successes, trials }: Waiting): Waiting => {
    const [uniformKey, next] = subkeys(key);
    const u = sampleUniform("binomial", uniformKey, { shape: p.shape, dtype });
    return {
      key: next,
      successes: lax.select(lax.le(trials, count), lax.add(successes, 1), successes),
      trials: lax.add(trials, lax.ceil(lax.div(lax.log(u), logarithm))),
    };
  };
  const zero = lax.fullLike(p, 0);
  const start: Waiting = { key, successes: zero, trials: zero };
  return lax.sub(whileLoop(({ trials }) => any(lax.le(trials, count)), wait, start).successes, 1);
}

interface Waiting {
  readonly key: NDArray;
  readonly successes: NDArray;
  readonly trials: NDArray;
}

/** The rounded image of a uniform number, until one is accepted. */
function byRejection(key: NDArray, n: NDArray, p: NDArray): NDArray {
  const dtype = p.dtype as FloatDType;
  const deviation = lax.sqrt(lax.mul(lax.mul(n, p), lax.sub(1, p)));
  const b = lax.add(lax.mul(deviation, 2.53), 1.15);
  const a = lax.add(lax.add(lax.mul(b, 0.0248), -0.0873), lax.mul(p, 0.01));
  const c = lax.add(lax.mul(n, p), 0.5);
  const height = lax.sub(0.92, lax.div(4.2, b));
  const odds = lax.div(p, lax.sub(1, p));
  const alpha = lax.mul(lax.add(lax.div(5.1, b), 2.83), deviation);
  const m = lax.floor(lax.mul(lax.add(n, 1), p));
  const tailOfMode = lax.add(stirlingTail(m), stirlingTail(lax.sub(n, m)));
  const logMode = lax.mul(lax.add(m, 0.5), lax.log(lax.div(lax.add(m, 1), lax.mul(odds, lax.add(lax.sub(n, m), 1)))));
  const attempt = ({ key, count, isAccepted }: Attempts): Attempts => {
    const [next, placeKey, heightKey] = subkeys(key, 3);
    const u = lax.sub(sampleUniform("binomial", placeKey, { shape: p.shape, dtype }), 0.5);
    const v = sampleUniform("binomial", heightKey, { shape: p.shape, dtype });
    const distance = lax.sub(0.5, lax.abs(u));
    const isInside = lax.bitwiseAnd(lax.ge(distance, 0.07), lax.le(v, height));
    const k = lax.floor(lax.add(lax.mul(lax.add(lax.div(lax.mul(a, 2), distance), b), u), c));
    const isOutside = lax.bitwiseOr(lax.lt(k, 0), lax.gt(k, n));
    const hat = lax.add(lax.div(a, lax.mul(distance, distance)), b);
    const left = lax.log(lax.div(lax.mul(v, alpha), hat));
    const rest = lax.add(lax.sub(n, k), 1);
    const failures = lax.mul(lax.add(n, 1), lax.log(lax.div(lax.add(lax.sub(n, m), 1), rest)));
    const successes = lax.mul(lax.add(k, 0.5), lax.log(lax.div(lax.mul(odds, rest), lax.add(k, 1))));
    const tails = lax.sub(lax.sub(tailOfMode, stirlingTail(k)), stirlingTail(lax.sub(n, k)));
    const right = lax.add(lax.add(lax.add(logMode, failures), successes), tails);
    const isBelow = lax.bitwiseAnd(lax.bitwiseNot(isOutside), lax.le(left, right));
    const isNew = lax.bitwiseOr(isInside, isBelow);
    return { key: next, count: lax.select(isNew, k, count), isAccepted: lax.bitwiseOr(isAccepted, isNew) };
  };
  const start: Attempts = { key, count: lax.fullLike(p, -1), isAccepted: lax.ne(p, p) };
  return whileLoop(({ isAccepted }) => all(isAccepted).eq(false), attempt, start).count;
}

interface Attempts {
  readonly key: NDArray;
  readonly count: NDArray;
  readonly isAccepted: NDArray;
}

/** log k! less Stirling's formula for it, for k from 0 to 9. */
const stirlingTails = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];

/** log k! less Stirling's formula for it. */
function stirlingTail(k: NDArray): NDArray {
  const last = stirlingTails.length - 1;
  const small = lax.clamp(0, k, last);
  const next = lax.add(small, 1);
  const square = lax.mul(next, next);
  const series = lax.sub(1 / 12, lax.div(lax.sub(1 / 360, lax.div(1 / 1260, square)), square));
  const index = lax.convertElementType(lax.floor(small), "int32");
  const known = take(array(stirlingTails, { dtype: k.dtype }), index, 0);
  return lax.select(lax.le(k, last), known, lax.div(series, next));
}
