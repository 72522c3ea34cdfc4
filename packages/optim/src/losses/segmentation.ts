import { allclose, mean, type ArrayLike, type NDArray } from "@proj/array";
import {
  arrayOption,
  axesOption,
  booleanOption,
  choiceOption,
  nullableOption,
  readOptions,
  UsageError,
  type Axes,
  type OptionReaders,
} from "@proj/array/core";
import { sigmoid, softmax } from "@proj/array/nn";
import { anyArray, sameShape } from "./operands.ts";

/** Options of {@link diceLoss}. */
export interface DiceOptions {
  /** A factor for each class; default ones. */
  readonly classWeights?: ArrayLike | null;
  /** Added to both sides of the quotient; default 1. */
  readonly smooth?: ArrayLike;
  /** The weight of false positives; default 0.5. */
  readonly alpha?: ArrayLike;
  /** The weight of false negatives; default 0.5. */
  readonly beta?: ArrayLike;
  /** Whether predictions are logits; default true. */
  readonly applySoftmax?: boolean;
  /** What becomes of the losses of all classes; default `"mean"`. */
  readonly reduction?: "mean" | "sum" | "none";
  /** Whether the first class is left out; default false. */
  readonly ignoreBackground?: boolean;
  /** The axes of pixels; default all between the first and the last. */
  readonly axis?: Axes;
}

const readers: OptionReaders<DiceOptions> = {
  classWeights: nullableOption(arrayOption),
  smooth: arrayOption,
  alpha: arrayOption,
  beta: arrayOption,
  applySoftmax: booleanOption,
  reduction: choiceOption("mean", "sum", "none"),
  ignoreBackground: booleanOption,
  axis: axesOption,
};

function dice(operation: string, predictions: ArrayLike, targets: ArrayLike, options: DiceOptions): NDArray {
  const { classWeights = null, smooth = 1, alpha = 0.5, beta = 0.5, applySoftmax = true } = options;
  const { reduction = "mean", ignoreBackground = false, axis = null } = options;
  let [x, y] = [anyArray(operation, "predictions", predictions), anyArray(operation, "targets", targets)];
  const column = (z: NDArray): NDArray => z.reshape([...z.shape, 1]);
  if (x.ndim === y.ndim - 1) x = column(x);
  if (y.ndim === x.ndim - 1) y = column(y);
  sameShape(operation, "predictions and targets", x, y);
  if (!applySoftmax && x.tracing === null) checkProbabilities(operation, x);
  const p = applySoftmax ? (x.shape.at(-1) === 1 ? sigmoid(x) : softmax(x, -1)) : x;
  const pixels = axis ?? x.shape.map((_, k) => k).slice(1, -1);
  const sum = (z: NDArray): NDArray => (Array.isArray(pixels) && pixels.length === 0 ? z : z.sum(pixels));
  const [both, predicted, wanted] = [sum(p.mul(y)), sum(p), sum(y)];
  const missed = predicted.sub(both).mul(alpha).add(wanted.sub(both).mul(beta));
  let losses = both.add(smooth).div(both.add(missed).add(smooth)).neg().add(1);
  if (classWeights !== null) losses = losses.mul(classWeights);
  if (ignoreBackground && x.shape.at(-1)! > 1) losses = losses.get("...", "1:");
  if (reduction === "none") return losses;
  return reduction === "mean" ? mean(losses, -1) : losses.sum(-1);
}

function checkProbabilities(operation: string, x: NDArray): void {
  const sums = x.sum(-1);
  if (allclose(sums, 1, { rtol: 1e-5 })) return;
  throw new UsageError({
    operation,
    received: "predictions that do not sum to 1 along their last axis",
    expected: "probabilities, as applySoftmax: false promises",
    remedy: "pass logits and leave applySoftmax at true, or divide predictions by their sums",
  });
}

/**
 * One minus the overlap of predicted and wanted pixels, class by class (Sudre et al. 2017; Salehi et al. 2017).
 *
 * @param predictions - logits: float[batch, ..., classes].
 * @param targets - of the same shape.
 * @param options - see {@link DiceOptions}.
 * @throws UsageError for predictions that are no probabilities where `applySoftmax` is false.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { diceLoss } from "@proj/optim/losses";
 * diceLoss(array([[[9, -9], [9, -9]]]), array([[[1, 0], [1, 0]]])).toList(); // ≈ [0]
 * ```
 */
export function diceLoss(predictions: ArrayLike, targets: ArrayLike, options?: DiceOptions): NDArray {
  return dice("diceLoss", predictions, targets, readOptions("diceLoss", options, readers));
}

/** Options of {@link multiclassGeneralizedDiceLoss}. */
export type GeneralizedDiceOptions = Pick<DiceOptions, "smooth" | "applySoftmax" | "ignoreBackground">;

const { smooth, applySoftmax, ignoreBackground } = readers;

/**
 * {@link diceLoss} with classes weighted by the inverse square of how often they are (Sudre et al. 2017).
 *
 * @param predictions - logits: float[batch, ..., classes].
 * @param targets - of the same shape.
 * @param options - `smooth` (default 1), `applySoftmax` (default true), `ignoreBackground` (default false).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { multiclassGeneralizedDiceLoss } from "@proj/optim/losses";
 * multiclassGeneralizedDiceLoss(array([[[9, -9], [-9, 9]]]), array([[[1, 0], [0, 1]]])).item(); // ≈ 0
 * ```
 */
export function multiclassGeneralizedDiceLoss(
  predictions: ArrayLike,
  targets: ArrayLike,
  options?: GeneralizedDiceOptions,
): NDArray {
  const operation = "multiclassGeneralizedDiceLoss";
  const read = readOptions(operation, options, { smooth, applySoftmax, ignoreBackground });
  const x = anyArray(operation, "predictions", predictions);
  const y = anyArray(operation, "targets", targets);
  sameShape(operation, "predictions and targets", x, y);
  const frequencies = y.sum(y.shape.map((_, k) => k).slice(0, -1));
  const weights = frequencies.mul(frequencies).add(1e-7).pow(-1);
  const classWeights = weights.div(weights.sum()).mul(weights.size);
  return dice(operation, x, y, { ...read, classWeights, reduction: "none" }).mean();
}

/** Options of {@link binaryDiceLoss}. */
export interface BinaryDiceOptions {
  /** Added to both sides of the quotient; default 1. */
  readonly smooth?: ArrayLike;
  /** Whether predictions are logits; default true. */
  readonly applySigmoid?: boolean;
}

const binaryReaders: OptionReaders<BinaryDiceOptions> = { smooth, applySigmoid: booleanOption };

/**
 * {@link diceLoss} of one class.
 *
 * @param predictions - logits: float[batch, ...].
 * @param targets - of the same shape.
 * @param options - `smooth` (default 1), `applySigmoid` (default true).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { binaryDiceLoss } from "@proj/optim/losses";
 * binaryDiceLoss(array([[9, -9]]), array([[1, 0]])).toList(); // ≈ [0]
 * ```
 */
export function binaryDiceLoss(predictions: ArrayLike, targets: ArrayLike, options?: BinaryDiceOptions): NDArray {
  const operation = "binaryDiceLoss";
  const { applySigmoid: logits = true, ...rest } = readOptions(operation, options, binaryReaders);
  let [x, y] = [anyArray(operation, "predictions", predictions), anyArray(operation, "targets", targets)];
  if (x.ndim === y.ndim && x.shape.at(-1) !== 1) {
    x = x.reshape([...x.shape, 1]);
    y = y.reshape([...y.shape, 1]);
  }
  return dice(operation, x, y, { ...rest, applySoftmax: logits });
}
