import {
  cumsum,
  expandDims,
  log,
  subtract,
  sum,
  UsageError,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asArray, asOneProgram, bind, formatShape, isFloat, isNDArray, normalizeAxis, sizeOf } from "@proj/array/core";
import { sampleGumbel } from "./gumbel.ts";
import { countingTo, shuffle } from "./permutation.ts";
import { randint } from "./randint.ts";
import { take } from "./take.ts";
import { sampleUniform } from "./uniform.ts";

/** How a {@link choice} is made. */
export interface ChoiceOptions {
  /** Whether the same element can be chosen again. Default true. */
  readonly replace?: boolean;
  /** The probability of each element, float[n], with sum 1. Default: all equal. */
  readonly p?: NDArray;
  /** The axis of `a` along which slices are chosen. Default 0. */
  readonly axis?: number;
}

/**
 * Elements chosen at random.
 *
 * @param key The key, uint32[2].
 * @param a An array to choose from, or a number n, which stands for the integers 0 … n - 1.
 * @param shape The shape of the choices. Default `[]`.
 * @param options `replace`: whether the same element can be chosen again (default true); `p`: the probability of each
 *   element (default: all equal); `axis` of `a` along which slices are chosen (default 0).
 * @returns The chosen elements: `shape` stands in the place of the axis.
 * @throws UsageError if `key` is not one key, if there are fewer elements than choices without replacement, or if `p` does not
 *   give one probability for each element.
 * @example
 * import { choice, key } from "@proj/random";
 * choice(key(0), 50, [4], { replace: false }).shape; // → [4]
 */
export function choice(
  key: NDArray,
  a: number | NDArray,
  shape: Shape = [],
  { replace = true, p, axis = 0 }: ChoiceOptions = {},
): NDArray {
  const array = typeof a === "number" ? null : asArray(a, "choice");
  const along = array === null ? 0 : normalizeAxis(axis, array.ndim, "choice");
  const n = array === null ? (a as number) : array.shape[along]!;
  const count = sizeOf(shape);
  if (count > 0 && n < (replace ? 1 : count)) throw tooFew(n, shape);
  const probabilities = p === undefined ? null : checkedProbabilities(p, n);
  const choose = (key: NDArray, from: NDArray | null): NDArray => {
    const indices =
      probabilities === null ? equalChoice(key, n, shape, replace) : weightedChoice(key, probabilities, shape, replace);
    return from === null ? indices : take(from, indices, along);
  };
  return array === null
    ? asOneProgram("choice", (key) => choose(key, null), key)
    : asOneProgram("choice", choose, key, array);
}

function equalChoice(key: NDArray, n: number, shape: Shape, replace: boolean): NDArray {
  const population = countingTo("choice", n);
  if (replace) return randint(key, shape, 0, n);
  return firstOf(shuffle("choice", key, population, 0), shape);
}

function weightedChoice(key: NDArray, p: NDArray, shape: Shape, replace: boolean): NDArray {
  const dtype = p.dtype as FloatDType;
  if (!replace) {
    // The largest of log p + Gumbel noise are a weighted choice without replacement (Efraimidis and Spirakis 2006).
    const scores = sampleGumbel("choice", key, p.shape, { dtype }).add(log(p));
    const [, order] = bind("sort", [scores.neg(), countingTo("choice", p.size)], { dimension: 0, numKeys: 1 });
    return firstOf(order!, shape);
  }
  const cumulative = cumsum(p);
  const total = bind("slice", [cumulative], { start: [p.size - 1], limit: [p.size], strides: [1] })[0].reshape([]);
  const points = total.mul(subtract(1, sampleUniform("choice", key, shape, { dtype })));
  // The number of partial sums below a point is the index of the first that is not.
  return sum(cumulative.lt(expandDims(points, -1)), { axis: -1 });
}

function firstOf(order: NDArray, shape: Shape): NDArray {
  return bind("slice", [order], { start: [0], limit: [sizeOf(shape)], strides: [1] })[0].reshape(shape);
}

function checkedProbabilities(p: NDArray, n: number): NDArray {
  if (isNDArray(p) && isFloat(p.dtype) && p.ndim === 1 && p.size === n) return p;
  throw new UsageError({
    operation: "choice",
    received: `p that is ${isNDArray(p) ? p.describe() : `of type ${typeof p}`}, for ${n} elements`,
    expected: `one probability for each element: floats of shape [${n}]`,
    remedy: "give an array of real numbers with sum 1, as long as the axis that is chosen from",
  });
}

function tooFew(n: number, shape: Shape): UsageError {
  return new UsageError({
    operation: "choice",
    received: `choices of shape ${formatShape(shape)} from ${n} elements`,
    expected:
      n === 0 ? "at least one element to choose from" : "no more choices than elements, since none is chosen twice",
    remedy: n === 0 ? "give a population that is not empty" : "ask for fewer, or allow repeats with { replace: true }",
  });
}
