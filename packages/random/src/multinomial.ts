import {
  broadcastTo,
  clip,
  cumsum,
  flip,
  moveaxis,
  scan,
  UsageError,
  where,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import {
  asOneProgram,
  convert,
  formatShape,
  isFloat,
  promoteOperands,
  readOptions,
  stretchesTo,
} from "@proj/array/core";
import { sampleBinomial } from "./binomial.ts";
import { checkKey } from "./key.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { split } from "./split.ts";

/**
 * How often each of several outcomes comes in n trials: binomial numbers, one outcome after the other.
 *
 * @param key - the key, uint32[2].
 * @param n - the number of trials; broadcasts to the shape without its last axis.
 * @param p - the probability of each outcome, float[..., outcomes].
 * @param options - `shape`, with the axis of the outcomes, default that of `p`; `dtype`, default float32.
 * @returns the counts, floats.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { array } from "@proj/array";
 * import { key, multinomial } from "@proj/random";
 * multinomial(key(0), 10, array([0.2, 0.3, 0.5])).sum(); // → 10
 */
export function multinomial(key: NDArray, n: ArrayLike, p: ArrayLike, options?: FloatOptions): NDArray {
  checkKey("multinomial", key);
  const read = readOptions<FloatOptions>("multinomial", options, floatReaders);
  const given = promoteOperands("multinomial", [n, p]);
  const [trials, probabilities] = given.map((x) => (isFloat(x.dtype) ? x : convert(x, "float32"))) as [
    NDArray,
    NDArray,
  ];
  const shape = read.shape ?? probabilities.shape;
  const batch = shape.slice(0, -1);
  if (shape.length === 0 || !stretchesTo(probabilities.shape, shape) || !stretchesTo(trials.shape, batch))
    throw misfit(trials, probabilities, shape);
  const sample = (key: NDArray, trials: NDArray, probabilities: NDArray): NDArray => {
    const outcomes = moveaxis(broadcastTo(probabilities, shape), -1, 0);
    const remaining = flip(cumsum(flip(outcomes, 0), 0), 0);
    const ratios = clip(outcomes.div(where(remaining.eq(0), 1, remaining)), 0, 1);
    const draw = (left: NDArray, [ratio, key]: readonly [NDArray, NDArray]): [NDArray, NDArray] => {
      const count = sampleBinomial(key, left, ratio);
      return [left.sub(count), count];
    };
    const [, counts] = scan(draw, broadcastTo(trials, batch), [ratios, split(key, shape.at(-1))] as const);
    return convert(moveaxis(counts, 0, -1), read.dtype ?? ("float32" satisfies FloatDType));
  };
  return asOneProgram("multinomial", sample, key, trials, probabilities);
}

function misfit(n: NDArray, p: NDArray, shape: Shape): UsageError {
  return new UsageError({
    operation: "multinomial",
    received: `n of shape ${formatShape(n.shape)} and p of shape ${formatShape(p.shape)} for counts of shape ${formatShape(shape)}`,
    expected: "p that broadcasts to the shape, and n that broadcasts to the shape without its last axis",
    remedy: "give probabilities along a last axis, and one number of trials for each set of them",
  });
}
