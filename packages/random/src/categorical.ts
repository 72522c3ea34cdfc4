import { broadcastTo, moveaxis, UsageError, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  asOneProgram,
  axisOption,
  booleanOption,
  describeValue,
  formatShape,
  isFloat,
  isNDArray,
  normalizeAxis,
  readPositionalOptions,
  shapesEqual,
  sizeOf,
  stretchesTo,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { gumbelMode, sampleGumbel, type GumbelMode } from "./gumbel.ts";
import { samplesShape } from "./options.ts";

/** How {@link categorical} numbers are made. */
export interface CategoricalOptions {
  /** The axis of the logits that runs over the categories. Default -1, the last. */
  readonly axis?: number;
  /** The shape of the samples, to whose end that of the logits without the axis is stretched. Default: just that. */
  readonly shape?: Shape;
  /** Whether further samples of the same logits can give the same category again. Default true. */
  readonly replace?: boolean;
  /** `"high"` uses twice as many random bits, for rare categories. Default `"low"`. */
  readonly mode?: GumbelMode;
}

const categoricalReaders: OptionReaders<CategoricalOptions> = {
  axis: axisOption,
  shape: samplesShape,
  replace: booleanOption,
  mode: gumbelMode,
};

/**
 * Numbers of categories, drawn with given probabilities.
 *
 * @param key - the key, uint32[2].
 * @param logits - logarithms of the probabilities, up to a common constant: an array of floats.
 * @param axis - the axis of the categories, default -1; or options.
 * @param shape - the shape of the samples, default that of the logits without the axis; further axes in front give more
 *   samples. Or options.
 * @param replace - whether further samples of the same logits can give the same category again, default true; or options.
 * @returns the samples, int32.
 * @throws UsageError if `key` is not one key, the logits are not real numbers, the shape does not end as it should, or it asks
 *   for more samples than categories without replacement.
 * @example
 * import { array, log } from "@proj/array";
 * import { categorical, key } from "@proj/random";
 * const logits = log(array([0.1, 0.2, 0.3, 0.4]));
 * categorical(key(0), logits, { shape: [8] }).toList(); // → [1, 3, 2, 3, 1, 1, 2, 3]
 * categorical(key(0), logits, { shape: [4], replace: false }).toList(); // → [1, 0, 3, 2]
 */
export function categorical(
  key: NDArray,
  logits: NDArray,
  axis?: number | CategoricalOptions,
  shape?: Shape | CategoricalOptions,
  replace?: boolean | CategoricalOptions,
): NDArray {
  const args = [axis, shape, replace];
  const options = readPositionalOptions<CategoricalOptions>(
    "categorical",
    args,
    ["axis", "shape", "replace"],
    categoricalReaders,
  );
  checkLogits(logits);
  const { axis: categories = -1, mode = "low" } = options;
  const along = normalizeAxis(categories, logits.ndim, "categorical");
  const batch = logits.shape.filter((_, i) => i !== along);
  const samples = options.shape ?? batch;
  const extra = samples.length - batch.length;
  const [prefix, each] = [samples.slice(0, Math.max(0, extra)), samples.slice(Math.max(0, extra))];
  const fits = options.replace === false ? shapesEqual : stretchesTo;
  if (extra < 0 || !fits(batch, each)) throw wrongShape(logits, categories, samples, batch);
  const noise = (key: NDArray, shape: Shape): NDArray =>
    sampleGumbel("categorical", key, { shape, dtype: logits.dtype as FloatDType, mode });
  // The largest of logits + Gumbel noise is distributed as the softmax of the logits.
  const sample = (key: NDArray, logits: NDArray): NDArray => {
    const shape = [...prefix, ...each.toSpliced(along, 0, logits.shape[along]!)];
    return lax.argmax(noise(key, shape).add(broadcastTo(logits, shape)), along + extra);
  };
  // The largest few are a choice without replacement (Kool, van Hoof and Welling 2019).
  const sampleOnce = (key: NDArray, logits: NDArray): NDArray => {
    const [, places] = lax.topK(moveaxis(logits.add(noise(key, logits.shape)), along, -1), sizeOf(prefix));
    return moveaxis(places, -1, 0).reshape(samples);
  };
  if (options.replace === false && sizeOf(prefix) > logits.shape[along]!) throw tooMany(logits, along, samples, prefix);
  return asOneProgram("categorical", options.replace === false ? sampleOnce : sample, key, logits);
}

function checkLogits(logits: NDArray): void {
  if (isNDArray(logits) && isFloat(logits.dtype) && logits.ndim > 0) return;
  throw new UsageError({
    operation: "categorical",
    received: `logits that are ${isNDArray(logits) ? logits.describe() : describeValue(logits)}`,
    expected: "an array of floats with an axis of categories",
    remedy: "give the logarithms of the probabilities, for example log(array([0.2, 0.8]))",
  });
}

function wrongShape(logits: NDArray, axis: number, shape: Shape, batch: Shape): UsageError {
  return new UsageError({
    operation: "categorical",
    received: `samples of shape ${formatShape(shape)} for logits of shape ${formatShape(logits.shape)} with categories on axis ${axis}`,
    expected: `a shape to whose end ${formatShape(batch)}, the shape of the logits without that axis, can be stretched`,
    remedy: "leave the shape out for one sample each, or put further axes in front",
  });
}

function tooMany(logits: NDArray, axis: number, shape: Shape, prefix: Shape): UsageError {
  return new UsageError({
    operation: "categorical",
    received: `samples of shape ${formatShape(shape)}, ${sizeOf(prefix)} from ${logits.shape[axis]!} categories`,
    expected: "no more samples than categories, since none is drawn twice",
    remedy: "ask for fewer, or allow repeats with { replace: true }",
  });
}
