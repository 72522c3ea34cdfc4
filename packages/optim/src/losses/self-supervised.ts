import {
  arange,
  concatenate,
  exp,
  finfo,
  log,
  maximum,
  where,
  type ArrayLike,
  type FloatDType,
  type NDArray,
} from "@proj/array";
import { arrayOption, axisOption, numberOption, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { stopGradient } from "@proj/array/lax";
import { scalarOption, type Scalar } from "../hyperparameters.ts";
import { anyArray, floats } from "./operands.ts";
import { cosine } from "./regression.ts";

/** Options of {@link ntxent}. */
export interface NtxentOptions {
  /** Divides similarities; default 0.07. */
  readonly temperature?: Scalar;
}

const ntxentReaders: OptionReaders<NtxentOptions> = { temperature: scalarOption };

/**
 * The normalised, temperature-scaled cross-entropy: embeddings with the same label shall be alike, and others not (Chen et al. 2020).
 *
 * @param embeddings - float[batch, features].
 * @param labels - [batch]: those of one kind are equal.
 * @param options - `temperature` (default 0.07).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { ntxent } from "@proj/optim/losses";
 * ntxent(array([[1, 0], [1, 0], [0, 1]]), array([0, 0, 1], "int32"), { temperature: 1 }).item(); // ≈ 0.3133
 * ```
 */
export function ntxent(embeddings: ArrayLike, labels: ArrayLike, options?: NtxentOptions): NDArray {
  const operation = "ntxent";
  const { temperature = 0.07 } = readOptions(operation, options, ntxentReaders);
  const x = floats(operation, "embeddings", embeddings);
  const kinds = anyArray(operation, "labels", labels);
  if (x.ndim !== 2 || kinds.ndim !== 1 || kinds.shape[0] !== x.shape[0]) {
    throw new UsageError({
      operation,
      received: `embeddings ${x.describe()} and labels ${kinds.describe()}`,
      expected: "float[batch, features] and one label for each",
      remedy: "give a label for each row of embeddings",
    });
  }
  const [count, features] = x.shape as readonly [number, number];
  const epsilon = finfo(x.dtype as FloatDType).eps;
  const pairs = cosine(operation, x.reshape([1, count, features]), x.reshape([count, 1, features]), { epsilon });
  const scores = pairs.div(temperature);
  const same = kinds.reshape([count, 1]).eq(kinds.reshape([1, count]));
  const places = arange(count);
  const own = places.reshape([count, 1]).eq(places.reshape([1, count]));
  const matches = where(own, false, same);
  const [different, alike] = [where(same, -Infinity, scores), where(matches, scores, -Infinity)];
  const largest = stopGradient(concatenate([different, alike], -1).max({ axis: 1, keepdims: true }));
  const shifted = alike.sub(largest);
  const others = exp(different.sub(largest)).sum({ axis: 1, keepdims: true });
  const logs = shifted.sub(log(others.add(exp(shifted))));
  return where(matches, logs, 0).sum().neg().div(matches.sum());
}

/** Options of {@link tripletMarginLoss}. */
export interface TripletOptions {
  /** The axis of features; default -1. */
  readonly axis?: number;
  /** The degree of the norm; default 2. */
  readonly normDegree?: number;
  /** How much farther negatives shall be; default 1. */
  readonly margin?: ArrayLike;
  /** Added to sums before their root; default 1e-6. */
  readonly eps?: ArrayLike;
}

const tripletReaders: OptionReaders<TripletOptions> = {
  axis: axisOption,
  normDegree: numberOption,
  margin: arrayOption,
  eps: arrayOption,
};

/**
 * Positives shall be nearer to their anchors than negatives are, by a margin (Balntas et al. 2016).
 *
 * @param anchors - float[..., features].
 * @param positives - of the same shape.
 * @param negatives - of the same shape.
 * @param options - `axis` (default -1), `normDegree` (default 2), `margin` (default 1), `eps` (default 1e-6).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tripletMarginLoss } from "@proj/optim/losses";
 * tripletMarginLoss(array([0, 0]), array([3, 4]), array([0, 2])).item(); // ≈ 4
 * ```
 */
export function tripletMarginLoss(
  anchors: ArrayLike,
  positives: ArrayLike,
  negatives: ArrayLike,
  options?: TripletOptions,
): NDArray {
  const operation = "tripletMarginLoss";
  const { axis = -1, normDegree = 2, margin = 1, eps = 1e-6 } = readOptions(operation, options, tripletReaders);
  const from = floats(operation, "anchors", anchors);
  const distance = (x: NDArray): NDArray =>
    from
      .sub(x)
      .pow(normDegree)
      .sum(axis)
      .add(eps)
      .pow(1 / normDegree);
  const [near, far] = [floats(operation, "positives", positives), floats(operation, "negatives", negatives)];
  return maximum(distance(near).sub(distance(far)).add(margin), 0);
}
