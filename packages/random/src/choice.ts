import {
  cumsum,
  log,
  searchsorted,
  subtract,
  UsageError,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import {
  anyOption,
  toArray,
  asOneProgram,
  axisOption,
  booleanOption,
  describeValue,
  formatShape,
  isFloat,
  isNDArray,
  normalizeAxis,
  readPositionalOptions,
  sizeOf,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { gumbelMode, sampleGumbel, type GumbelMode } from "./gumbel.ts";
import { checkKey } from "./key.ts";
import { samplesShape } from "./options.ts";
import { countingTo, shuffle } from "./permutation.ts";
import { randint } from "./randint.ts";
import { take } from "./take.ts";
import { sampleUniform } from "./uniform.ts";

/** How a {@link choice} is made. */
export interface ChoiceOptions {
  /** The shape of the choices. Default `[]`. */
  readonly shape?: Shape;
  /** Whether the same element can be chosen again. Default true. */
  readonly replace?: boolean;
  /** The probability of each element, float[n], with sum 1. Default: all equal. */
  readonly p?: NDArray;
  /** The axis of `a` along which slices are chosen. Default 0. */
  readonly axis?: number;
  /** `"high"` uses twice as many random bits for choices by `p` without replacement. Default `"low"`. */
  readonly mode?: GumbelMode;
}

const choiceReaders: OptionReaders<ChoiceOptions> = {
  shape: samplesShape,
  replace: booleanOption,
  p: anyOption(),
  axis: axisOption,
  mode: gumbelMode,
};

/**
 * Elements chosen at random.
 *
 * @param key - the key, uint32[2].
 * @param a - an array to choose from, or a number n, which stands for the integers 0 … n - 1.
 * @param shape - the shape of the choices, default `[]`; or options.
 * @param replace - whether the same element can be chosen again, default true; or options.
 * @param p - the probability of each element, default all equal; or options: also `axis` of `a` along which slices are
 *   chosen (default 0), and `mode`.
 * @returns the chosen elements: `shape` stands in the place of the axis.
 * @throws UsageError if `key` is not one key, if there are fewer elements than choices without replacement, or if `p` does not
 *   give one probability for each element.
 * @example
 * import { choice, key } from "@proj/random";
 * choice(key(0), 50, [4], { replace: false }).shape; // → [4]
 */
export function choice(
  key: NDArray,
  a: number | NDArray,
  shape?: Shape | ChoiceOptions,
  replace?: boolean | ChoiceOptions,
  p?: NDArray | ChoiceOptions,
): NDArray {
  checkKey("choice", key);
  const args = [shape, replace, p];
  const options = readPositionalOptions<ChoiceOptions>("choice", args, ["shape", "replace", "p"], choiceReaders);
  const { shape: lengths = [], replace: repeats = true, axis = 0, mode = "low" } = options;
  const array = typeof a === "number" ? null : toArray(a, "choice");
  const along = array === null ? 0 : normalizeAxis(axis, array.ndim, "choice");
  const n = array === null ? (a as number) : array.shape[along]!;
  const count = sizeOf(lengths);
  if (count > 0 && n < (repeats ? 1 : count)) throw tooFew(n, lengths);
  const probabilities = options.p === undefined ? null : checkedProbabilities(options.p, n);
  const indices = (key: NDArray): NDArray =>
    probabilities === null
      ? equalChoice(key, n, lengths, repeats)
      : weightedChoice(key, probabilities, { shape: lengths, replace: repeats, mode });
  return array === null
    ? asOneProgram("choice", indices, key)
    : asOneProgram("choice", (key, from) => take(from, indices(key), along), key, array);
}

function equalChoice(key: NDArray, n: number, shape: Shape, replace: boolean): NDArray {
  const population = countingTo("choice", n);
  if (replace) return randint(key, shape, 0, n);
  return firstOf(shuffle("choice", key, population, 0), shape);
}

function weightedChoice(
  key: NDArray,
  p: NDArray,
  { shape, replace, mode }: Required<Pick<ChoiceOptions, "shape" | "replace" | "mode">>,
): NDArray {
  const dtype = p.dtype as FloatDType;
  if (!replace) {
    // The largest of log p + Gumbel noise are a weighted choice without replacement (Efraimidis and Spirakis 2006).
    const scores = sampleGumbel("choice", key, { shape: p.shape, dtype, mode }).add(log(p));
    const [, order] = lax.sort([scores.neg(), countingTo("choice", p.size)], 0);
    return firstOf(order!, shape);
  }
  const cumulative = cumsum(p);
  const total = lax.slice(cumulative, [p.size - 1], [p.size]).reshape([]);
  const points = total.mul(subtract(1, sampleUniform("choice", key, { shape, dtype })));
  return searchsorted(cumulative, points);
}

function firstOf(order: NDArray, shape: Shape): NDArray {
  return lax.slice(order, [0], [sizeOf(shape)]).reshape(shape);
}

function checkedProbabilities(p: NDArray, n: number): NDArray {
  if (isNDArray(p) && isFloat(p.dtype) && p.ndim === 1 && p.size === n) return p;
  throw new UsageError({
    operation: "choice",
    received: `p that is ${isNDArray(p) ? p.describe() : describeValue(p)}, for ${n} elements`,
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
