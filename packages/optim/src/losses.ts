/*
 * Loss functions: element by element, or along an axis of classes; means are taken by the caller.
 */

export {
  sigmoidBinaryCrossEntropy,
  hingeLoss,
  perceptronLoss,
  sparsemaxLoss,
  safeSoftmaxCrossEntropy,
  softmaxCrossEntropy,
  softmaxCrossEntropyWithIntegerLabels,
  multiclassHingeLoss,
  multiclassPerceptronLoss,
  polyLossCrossEntropy,
  klDivergence,
  klDivergenceWithLogTargets,
  generalizedKlDivergence,
  convexKlDivergence,
  sigmoidFocalLoss,
  multiclassSparsemaxLoss,
} from "./losses/classification.ts";
export type { PolyLossOptions, FocalOptions } from "./losses/classification.ts";
export { ctcLossWithForwardProbs, ctcLoss } from "./losses/ctc.ts";
export type { CtcOptions } from "./losses/ctc.ts";
export { makeFenchelYoungLoss } from "./losses/fenchel-young.ts";
export type { MaxFunction } from "./losses/fenchel-young.ts";
export { rankingSoftmaxLoss } from "./losses/ranking.ts";
export type { RankingOptions } from "./losses/ranking.ts";
export { squaredError, l2Loss, huberLoss, logCosh, cosineSimilarity, cosineDistance } from "./losses/regression.ts";
export type { HuberOptions, CosineOptions } from "./losses/regression.ts";
export { diceLoss, multiclassGeneralizedDiceLoss, binaryDiceLoss } from "./losses/segmentation.ts";
export type { DiceOptions, GeneralizedDiceOptions, BinaryDiceOptions } from "./losses/segmentation.ts";
export { ntxent, tripletMarginLoss } from "./losses/self-supervised.ts";
export type { NtxentOptions, TripletOptions } from "./losses/self-supervised.ts";
export { smoothLabels } from "./losses/smoothing.ts";
export type { ReductionOptions } from "./losses/operands.ts";
