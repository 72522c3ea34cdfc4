import { broadcastTo, UsageError, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, bind, formatShape, isFloat, isNDArray, normalizeAxis, shapesEqual } from "@proj/array/core";
import { sampleGumbel } from "./gumbel.ts";

/** How {@link categorical} numbers are made. */
export interface CategoricalOptions {
  /** The axis of the logits that runs over the categories. Default -1, the last. */
  readonly axis?: number;
  /** The shape of the samples, which ends in that of the logits without the axis. Default: just that. */
  readonly shape?: Shape;
}

/**
 * Numbers of categories, drawn with given probabilities.
 *
 * @param key The key, uint32[2].
 * @param logits Logarithms of the probabilities, up to a common constant: an array of floats.
 * @param options `axis` of the categories (default -1); `shape` of the samples (default: that of the logits without the
 *   axis; further axes in front give more samples).
 * @returns The samples, int32.
 * @throws UsageError if `key` is not one key, the logits are not real numbers, or the shape does not end as it should.
 * @example
 * import { array, log } from "@proj/array";
 * import { categorical, key } from "@proj/random";
 * categorical(key(0), log(array([0.1, 0.2, 0.3, 0.4])), { shape: [8] }).toList(); // → [1, 3, 2, 3, 1, 1, 2, 3]
 */
export function categorical(key: NDArray, logits: NDArray, { axis = -1, shape }: CategoricalOptions = {}): NDArray {
  checkLogits(logits);
  const along = normalizeAxis(axis, logits.ndim, "categorical");
  const batch = logits.shape.filter((_, i) => i !== along);
  const samples = shape ?? batch;
  const extra = samples.length - batch.length;
  if (extra < 0 || !shapesEqual(samples.slice(extra), batch)) throw wrongShape(logits, axis, samples, batch);
  const noisyShape = [...samples.slice(0, extra), ...logits.shape];
  const sample = (key: NDArray, logits: NDArray): NDArray => {
    const noise = sampleGumbel("categorical", key, noisyShape, { dtype: logits.dtype as FloatDType });
    // The largest of logits + Gumbel noise is distributed as the softmax of the logits.
    return bind("argmax", [noise.add(broadcastTo(logits, noisyShape))], { axis: along + extra })[0];
  };
  return asOneProgram("categorical", sample, key, logits);
}

function checkLogits(logits: NDArray): void {
  if (isNDArray(logits) && isFloat(logits.dtype) && logits.ndim > 0) return;
  throw new UsageError({
    operation: "categorical",
    received: `logits that are ${isNDArray(logits) ? logits.describe() : `of type ${typeof logits}`}`,
    expected: "an array of floats with an axis of categories",
    remedy: "give the logarithms of the probabilities, for example log(array([0.2, 0.8]))",
  });
}

function wrongShape(logits: NDArray, axis: number, shape: Shape, batch: Shape): UsageError {
  return new UsageError({
    operation: "categorical",
    received: `samples of shape ${formatShape(shape)} for logits of shape ${formatShape(logits.shape)} with categories on axis ${axis}`,
    expected: `a shape that ends in ${formatShape(batch)}, the shape of the logits without that axis`,
    remedy: "leave the shape out for one sample each, or put further axes in front",
  });
}
