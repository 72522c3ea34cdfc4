import {
  broadcastTo,
  exp,
  log,
  maximum,
  stack,
  takeAlongAxis,
  unstack,
  where,
  type ArrayLike,
  type NDArray,
} from "@proj/array";
import {
  arrayOption,
  broadcastOperands,
  convert,
  customDerivative,
  normalizeAxes,
  nullableOption,
  promoteOperands,
  readOptions,
  toArray,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { logSigmoid, logSoftmax, oneHot, softmax, sparsePlus } from "@proj/array/nn";
import { logsumexp } from "@proj/array/special";
import { unitSimplex } from "../projections/simplex.ts";
import {
  anyArray,
  floats,
  integers,
  maskOf,
  reductionReaders,
  sameShape,
  summed,
  type ReductionOptions,
} from "./operands.ts";

/**
 * The cross-entropy of labels with the sigmoid of logits, element by element.
 *
 * @param logits - float[...]: before the sigmoid.
 * @param labels - probabilities, or 0 and 1, of the same shape.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sigmoidBinaryCrossEntropy } from "@proj/optim/losses";
 * sigmoidBinaryCrossEntropy(array([0, 2]), array([1, 0])).toList(); // ≈ [0.6931, 2.1269]
 * ```
 */
export function sigmoidBinaryCrossEntropy(logits: ArrayLike, labels: ArrayLike): NDArray {
  return binaryCrossEntropy("sigmoidBinaryCrossEntropy", logits, labels);
}

function binaryCrossEntropy(operation: string, logits: ArrayLike, labels: ArrayLike): NDArray {
  const x = floats(operation, "logits", logits);
  const p = convert(anyArray(operation, "labels", labels), x.dtype);
  return p
    .neg()
    .mul(logSigmoid(x))
    .sub(p.neg().add(1).mul(logSigmoid(x.neg())));
}

/**
 * The hinge loss max(0, 1 - y · f), for targets y of -1 and 1.
 *
 * @param predictorOutputs - the scores f.
 * @param targets - -1 or 1, of the same shape.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { hingeLoss } from "@proj/optim/losses";
 * hingeLoss(array([0.5, -2]), array([1, 1])).toList(); // → [0.5, 3]
 * ```
 */
export function hingeLoss(predictorOutputs: ArrayLike, targets: ArrayLike): NDArray {
  const scores = anyArray("hingeLoss", "predictorOutputs", predictorOutputs);
  const signs = anyArray("hingeLoss", "targets", targets);

  const product = scores.mul(signs);
  return maximum(product.neg().add(1), 0);
}

/**
 * The loss of the perceptron, max(0, -y · f), for targets y of -1 and 1 (Rosenblatt 1958).
 *
 * @param predictorOutputs - the scores f.
 * @param targets - -1 or 1, of the same shape.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { perceptronLoss } from "@proj/optim/losses";
 * perceptronLoss(array([0.5, -2]), array([1, 1])).toList(); // → [0, 2]
 * ```
 */
export function perceptronLoss(predictorOutputs: ArrayLike, targets: ArrayLike): NDArray {
  const scores = anyArray("perceptronLoss", "predictorOutputs", predictorOutputs);
  const signs = anyArray("perceptronLoss", "targets", targets);
  sameShape("perceptronLoss", "predictorOutputs and targets", scores, signs);
  const product = scores.mul(signs);
  return maximum(product.neg(), 0);
}

/**
 * The loss of the binary sparsemax (Blondel et al. 2020).
 *
 * @param logits - float[...]: before the sigmoid.
 * @param labels - 0 or 1, of the same shape.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sparsemaxLoss } from "@proj/optim/losses";
 * sparsemaxLoss(array([0, 2]), array([1, 1])).toList(); // ≈ [0.25, 0]
 * ```
 */
export function sparsemaxLoss(logits: ArrayLike, labels: ArrayLike): NDArray {
  const x = anyArray("sparsemaxLoss", "logits", logits);
  return sparsePlus(where(anyArray("sparsemaxLoss", "labels", labels), x.neg(), x));
}

/**
 * The cross-entropy of labels with the softmax of logits along the last axis, where a label of 0 adds 0 even to a logit of -∞.
 *
 * @param logits - float[..., n].
 * @param labels - probabilities: float[..., n].
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { safeSoftmaxCrossEntropy } from "@proj/optim/losses";
 * safeSoftmaxCrossEntropy(array([0, -Infinity]), array([1, 0])).item(); // ≈ 0
 * ```
 */
export function safeSoftmaxCrossEntropy(logits: ArrayLike, labels: ArrayLike): NDArray {
  const operation = "safeSoftmaxCrossEntropy";
  const [x, p] = promoteOperands(operation, [
    floats(operation, "logits", logits),
    anyArray(operation, "labels", labels),
  ]);
  const [a, b] = broadcastOperands(operation, [x!, p!]) as [NDArray, NDArray];
  const weighted = (scores: NDArray, weights: NDArray): NDArray =>
    where(weights.ne(0), weights.mul(logSoftmax(scores, -1)), 0);
  // The derivative of a product of 0 and -∞ is 0 as well.
  const products = customDerivative("weightedLogSoftmax", [a, b], weighted, [
    (t, scores, weights) => weights.mul(t.sub(t.mul(softmax(scores, -1)).sum({ axis: -1, keepdims: true }))),
    (t, scores) => t.mul(logSoftmax(scores, -1)),
  ]);
  return products.sum(-1).neg();
}

/**
 * The cross-entropy of labels with the softmax of logits.
 *
 * @param logits - float[..., n].
 * @param labels - probabilities: float[..., n].
 * @param options - `axis` of the classes (default -1), `where`: which classes count.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { softmaxCrossEntropy } from "@proj/optim/losses";
 * softmaxCrossEntropy(array([0, 0]), array([1, 0])).item(); // ≈ 0.6931
 * ```
 */
export function softmaxCrossEntropy(logits: ArrayLike, labels: ArrayLike, options?: ReductionOptions): NDArray {
  const operation = "softmaxCrossEntropy";
  return crossEntropy(operation, logits, labels, readOptions(operation, options, reductionReaders));
}

function crossEntropy(operation: string, logits: ArrayLike, labels: ArrayLike, options: ReductionOptions): NDArray {
  const { axis = -1 } = options;
  const x = floats(operation, "logits", logits);
  const mask = maskOf(options.where, x, axis);
  const logs = logSoftmax(x, mask === null ? { axis } : { axis, where: mask });
  return summed(anyArray(operation, "labels", labels).mul(logs), axis, mask).neg();
}

/**
 * The cross-entropy of labels with the softmax of logits, for labels that are numbers of classes.
 *
 * @param logits - float[..., n].
 * @param labels - int[...]: the class of each.
 * @param options - `axis` of the classes (default -1), or several that are one; `where`: which classes count.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { softmaxCrossEntropyWithIntegerLabels } from "@proj/optim/losses";
 * softmaxCrossEntropyWithIntegerLabels(array([[0, 0], [2, 0]]), array([0, 1], "int32")).toList(); // ≈ [0.6931, 2.1269]
 * ```
 */
export function softmaxCrossEntropyWithIntegerLabels(
  logits: ArrayLike,
  labels: ArrayLike,
  options?: ReductionOptions,
): NDArray {
  const operation = "softmaxCrossEntropyWithIntegerLabels";
  const { axis = -1, where: given } = readOptions(operation, options, reductionReaders);
  const scores = floats(operation, "logits", logits);
  const classes = integers(operation, "labels", labels);
  const axes = normalizeAxes(axis, scores.ndim, operation);
  const rest = scores.shape.flatMap((_, k) => (axes.includes(k) ? [] : [k]));
  /** All classes along the last axis. */
  const inOrder = (x: NDArray): NDArray =>
    x.transpose([...rest, ...axes]).reshape([...rest.map((k) => x.shape[k]!), -1]);
  const mask = maskOf(given, scores, axis);
  const x = inOrder(scores);
  const chosen = takeAlongAxis(x, classes.reshape([...classes.shape, 1]), -1).squeeze(-1);
  if (mask === null) return logsumexp(x, -1).sub(chosen);
  const counted = inOrder(broadcastTo(mask, scores.shape));
  return where(counted.any(-1), logsumexp(x, { axis: -1, where: counted }).sub(chosen), 0);
}

/**
 * The hinge loss of several classes: the largest of all scores, each but the right one raised by 1, over the right one (Crammer & Singer 2001).
 *
 * @param scores - float[..., n].
 * @param labels - int[...]: the class of each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { multiclassHingeLoss } from "@proj/optim/losses";
 * multiclassHingeLoss(array([1, 3]), array(0, "int32")).item(); // → 3
 * ```
 */
export function multiclassHingeLoss(scores: ArrayLike, labels: ArrayLike): NDArray {
  const operation = "multiclassHingeLoss";
  const all = floats(operation, "scores", scores);
  return multiclassHingeLossOf(all, oneHotLike(operation, all, labels));
}

const multiclassHingeLossOf = (scores: NDArray, chosen: NDArray): NDArray =>
  scores.add(1).sub(chosen).max(-1).sub(scores.mul(chosen).sum(-1));

/**
 * The loss of the perceptron of several classes: the largest score over the right one (Collins 2002).
 *
 * @param scores - float[..., n].
 * @param labels - int[...]: the class of each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { multiclassPerceptronLoss } from "@proj/optim/losses";
 * multiclassPerceptronLoss(array([1, 3]), array(0, "int32")).item(); // → 2
 * ```
 */
export function multiclassPerceptronLoss(scores: ArrayLike, labels: ArrayLike): NDArray {
  const operation = "multiclassPerceptronLoss";
  const all = floats(operation, "scores", scores);
  return multiclassPerceptronLossOf(all, oneHotLike(operation, all, labels));
}

const multiclassPerceptronLossOf = (scores: NDArray, chosen: NDArray): NDArray =>
  scores.max(-1).sub(scores.mul(chosen).sum(-1));

/** Labels as ones among zeros, like scores. */
const oneHotLike = (operation: string, scores: NDArray, labels: ArrayLike): NDArray =>
  convert(oneHot(integers(operation, "labels", labels), scores.shape.at(-1)!), scores.dtype);

/** Options of {@link polyLossCrossEntropy}. */
export interface PolyLossOptions extends ReductionOptions {
  /** The weight of the first term of the polynomial; default 2. */
  readonly epsilon?: ArrayLike;
}

const polyReaders: OptionReaders<PolyLossOptions> = { ...reductionReaders, epsilon: arrayOption };

/**
 * The cross-entropy with another weight for the first term of its polynomial (Leng et al. 2022).
 *
 * @param logits - float[..., n].
 * @param labels - probabilities: float[..., n].
 * @param options - `epsilon` (default 2), `axis` (default -1), `where`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { polyLossCrossEntropy } from "@proj/optim/losses";
 * polyLossCrossEntropy(array([0, 0]), array([1, 0])).item(); // ≈ 1.6931
 * ```
 */
export function polyLossCrossEntropy(logits: ArrayLike, labels: ArrayLike, options?: PolyLossOptions): NDArray {
  const operation = "polyLossCrossEntropy";
  const { epsilon = 2, ...rest } = readOptions(operation, options, polyReaders);
  const { axis = -1, where: mask } = rest;
  const x = floats(operation, "logits", logits);
  const p = floats(operation, "labels", labels);
  const counted = mask === null || mask === undefined ? { axis } : { axis, where: mask };
  const missed = summed(p.mul(softmax(x, counted).neg().add(1)), axis, mask);
  return crossEntropy(operation, x, p, rest).add(missed.mul(epsilon));
}

/**
 * The divergence of Kullback and Leibler (1951) of targets from predictions.
 *
 * @param logPredictions - logarithms of probabilities: float[..., n].
 * @param targets - probabilities: float[..., n].
 * @param options - `axis` (default -1), `where`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { klDivergence } from "@proj/optim/losses";
 * klDivergence(array([Math.log(0.5), Math.log(0.5)]), array([1, 0])).item(); // ≈ 0.6931
 * ```
 */
export function klDivergence(logPredictions: ArrayLike, targets: ArrayLike, options?: ReductionOptions): NDArray {
  return divergence("klDivergence", logPredictions, targets, readOptions("klDivergence", options, reductionReaders));
}

function divergence(
  operation: string,
  logPredictions: ArrayLike,
  targets: ArrayLike,
  options: ReductionOptions,
): NDArray {
  const x = floats(operation, "logPredictions", logPredictions);
  const p = floats(operation, "targets", targets);
  const logs = where(p.eq(0), 0, log(p));
  return summed(p.mul(logs.sub(x)), options.axis ?? -1, options.where);
}

/**
 * {@link klDivergence} for targets that are logarithms as well.
 *
 * @param logPredictions - logarithms of probabilities: float[..., n].
 * @param logTargets - logarithms of probabilities: float[..., n].
 * @param options - `axis` (default -1), `where`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { klDivergenceWithLogTargets } from "@proj/optim/losses";
 * klDivergenceWithLogTargets(array([-1, -1]), array([0, -100])).item(); // ≈ 1
 * ```
 */
export function klDivergenceWithLogTargets(
  logPredictions: ArrayLike,
  logTargets: ArrayLike,
  options?: ReductionOptions,
): NDArray {
  const operation = "klDivergenceWithLogTargets";
  const { axis = -1, where: mask } = readOptions(operation, options, reductionReaders);
  const x = floats(operation, "logPredictions", logPredictions);
  const y = floats(operation, "logTargets", logTargets);
  return summed(exp(y).mul(y.sub(x)), axis, mask);
}

/**
 * {@link klDivergence} of measures that need not sum to 1: the difference of their sums is added.
 *
 * @param logPredictions - logarithms of probabilities: float[..., n].
 * @param targets - probabilities: float[..., n].
 * @param options - `axis` (default -1), `where`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { generalizedKlDivergence } from "@proj/optim/losses";
 * generalizedKlDivergence(array([0, 0]), array([1, 0])).item(); // → 1
 * ```
 */
export function generalizedKlDivergence(
  logPredictions: ArrayLike,
  targets: ArrayLike,
  options?: ReductionOptions,
): NDArray {
  return generalized("generalizedKlDivergence", logPredictions, targets, options);
}

/**
 * {@link generalizedKlDivergence} by its older name.
 *
 * @param logPredictions - logarithms of probabilities: float[..., n].
 * @param targets - probabilities: float[..., n].
 * @param options - `axis` (default -1), `where`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { convexKlDivergence } from "@proj/optim/losses";
 * convexKlDivergence(array([0, 0]), array([1, 0])).item(); // → 1
 * ```
 */
export function convexKlDivergence(logPredictions: ArrayLike, targets: ArrayLike, options?: ReductionOptions): NDArray {
  return generalized("convexKlDivergence", logPredictions, targets, options);
}

function generalized(
  operation: string,
  logPredictions: ArrayLike,
  targets: ArrayLike,
  options: ReductionOptions | undefined,
): NDArray {
  const read = readOptions(operation, options, reductionReaders);
  const x = floats(operation, "logPredictions", logPredictions);
  const surplus = exp(x).sub(anyArray(operation, "targets", targets));
  return divergence(operation, x, targets, read).add(summed(surplus, read.axis ?? -1, read.where));
}

/** Options of {@link sigmoidFocalLoss}. */
export interface FocalOptions {
  /** The weight of positive labels, 1 - alpha being that of negative ones; default none. */
  readonly alpha?: ArrayLike | null;
  /** How much easy examples count less; default 2. */
  readonly gamma?: ArrayLike;
}

const focalReaders: OptionReaders<FocalOptions> = { alpha: nullableOption(arrayOption), gamma: arrayOption };

/**
 * {@link sigmoidBinaryCrossEntropy} in which easy examples count less (Lin et al. 2017).
 *
 * @param logits - float[...]: before the sigmoid.
 * @param labels - 0 or 1, of the same shape.
 * @param options - `alpha` (default none), `gamma` (default 2).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sigmoidFocalLoss } from "@proj/optim/losses";
 * sigmoidFocalLoss(array([0, 4]), array([1, 1])).toList(); // ≈ [0.17329, 0]
 * ```
 */
export function sigmoidFocalLoss(logits: ArrayLike, labels: ArrayLike, options?: FocalOptions): NDArray {
  const operation = "sigmoidFocalLoss";
  const { alpha = null, gamma = 2 } = readOptions(operation, options, focalReaders);
  const x = floats(operation, "logits", logits);
  const y = convert(anyArray(operation, "labels", labels), x.dtype);
  const others = y.neg().add(1);
  const logs = stack([logSigmoid(x), logSigmoid(x.neg())], -1);
  const missed = logsumexp(logs, { axis: -1, b: stack([others, y], -1) });
  const loss = binaryCrossEntropy(operation, x, y).mul(exp(missed.mul(gamma)));
  if (alpha === null) return loss;
  const weight = toArray(alpha);
  return y
    .mul(weight)
    .add(others.mul(weight.neg().add(1)))
    .mul(loss);
}

/**
 * The loss of the sparsemax, a softmax with zeros (Martins & Astudillo 2016).
 *
 * @param scores - float[batch, n].
 * @param labels - int[batch]: the class of each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { multiclassSparsemaxLoss } from "@proj/optim/losses";
 * multiclassSparsemaxLoss(array([[0, 0], [3, 0]]), array([0, 0], "int32")).toList(); // ≈ [0.25, 0]
 * ```
 */
export function multiclassSparsemaxLoss(scores: ArrayLike, labels: ArrayLike): NDArray {
  const operation = "multiclassSparsemaxLoss";
  const x = floats(operation, "scores", scores);
  if (x.ndim !== 2) {
    throw new UsageError({
      operation,
      received: `scores: ${x.describe()}`,
      expected: "scores: float[batch, n]",
      remedy: "reshape them: scores.reshape(-1, n)",
    });
  }
  const chosen = oneHotLike(operation, x, labels);
  const rows = unstack(x).map((row) => unitSimplex(row));
  const p = stack(rows);
  const own = x.mul(chosen).sum({ axis: -1, keepdims: true });
  const gaps = where(chosen.ne(0), 0, x.sub(own));
  return p
    .mul(where(p.ne(0), gaps, 0))
    .sum(-1)
    .add(p.mul(p).sum(-1).neg().add(1).mul(0.5));
}
