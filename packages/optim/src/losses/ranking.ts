import { isnan, logicalAnd, logicalNot, where as choose, type ArrayLike, type NDArray } from "@proj/array";
import {
  arrayOption,
  convert,
  functionOption,
  nullableOption,
  readOptions,
  toArray,
  type OptionReaders,
} from "@proj/array/core";
import { logSoftmax } from "@proj/array/nn";
import { anyArray, floats, summed } from "./operands.ts";

/** Options of {@link rankingSoftmaxLoss}. */
export interface RankingOptions {
  /** Which items of each list are there: bool[..., n]; default all. */
  readonly where?: ArrayLike | null;
  /** Factors of labels: float[..., n]; default ones. */
  readonly weights?: ArrayLike | null;
  /** What becomes of the losses of all lists: `"mean"` (default), or `null` for themselves. */
  readonly reduceFn?: ((losses: NDArray) => NDArray) | "mean" | null;
}

const readers: OptionReaders<RankingOptions> = {
  where: nullableOption(arrayOption),
  weights: nullableOption(arrayOption),
  reduceFn: nullableOption((value, place) =>
    value === "mean" ? value : functionOption<(x: NDArray) => NDArray>()(value, place),
  ),
};

/**
 * The cross-entropy of relevances with the softmax of scores, list by list (Cao et al. 2007).
 *
 * @param logits - scores: float[..., n].
 * @param labels - relevances: [..., n].
 * @param options - see {@link RankingOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { rankingSoftmaxLoss } from "@proj/optim/losses";
 * rankingSoftmaxLoss(array([1, 1]), array([1, 0])).item(); // ≈ 0.6931
 * ```
 */
export function rankingSoftmaxLoss(logits: ArrayLike, labels: ArrayLike, options?: RankingOptions): NDArray {
  const operation = "rankingSoftmaxLoss";
  const { where = null, weights = null, reduceFn = "mean" } = readOptions(operation, options, readers);
  const scores = floats(operation, "logits", logits);
  const relevances = convert(anyArray(operation, "labels", labels), scores.dtype);
  const x = where === null ? scores : choose(where, scores, -Infinity);
  const counted = where === null ? relevances : choose(where, relevances, 0);
  const weighted = weights === null ? counted : counted.mul(weights);
  const losses = summed(weighted.mul(logSoftmax(x, -1)), -1, where).neg();
  const lists = where === null ? null : toArray(where).any(-1);
  if (reduceFn === null) return lists === null ? losses : choose(lists, losses, 0);
  if (reduceFn !== "mean") return reduceFn(lists === null ? losses : choose(lists, losses, 0));
  const mean = lists === null ? losses.mean() : losses.mean({ where: lists });
  // Without any list the mean is of nothing; NaN in the losses themselves stays.
  return choose(logicalAnd(isnan(mean), logicalNot(isnan(losses).any())), 0, mean);
}
