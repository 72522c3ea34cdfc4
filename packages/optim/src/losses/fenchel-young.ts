import type { ArrayLike, NDArray } from "@proj/array";
import { functionOption, readArgument, toArray } from "@proj/array/core";
import { vectorize } from "@proj/autodiff";
import { anyArray } from "./operands.ts";

/** A function of one vector of scores: a maximum, or a smooth relative. */
export type MaxFunction = (scores: NDArray) => ArrayLike;

/**
 * The loss of Fenchel and Young that belongs to a maximum, such as `logsumexp` (Blondel et al. 2020).
 *
 * @param maxFun - from a vector of scores to a scalar.
 * @returns a function of scores and targets, float[..., n] each.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { makeFenchelYoungLoss } from "@proj/optim/losses";
 * const loss = makeFenchelYoungLoss((scores) => scores.max());
 * loss(array([1, 3]), array([1, 0])).item(); // → 2
 * ```
 */
export function makeFenchelYoungLoss(maxFun: MaxFunction): (scores: ArrayLike, targets: ArrayLike) => NDArray {
  const operation = "makeFenchelYoungLoss";
  readArgument(operation, "maxFun", maxFun, functionOption());
  const largest = vectorize((scores: NDArray) => toArray(maxFun(scores)), { signature: "(n)->()" });
  return (scores, targets) => {
    const x = anyArray(operation, "scores", scores);
    return largest(x).sub(x.mul(anyArray(operation, "targets", targets)).sum(-1));
  };
}
