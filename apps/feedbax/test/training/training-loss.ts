import type { NDArray } from "@proj/array";
import { valueAndGrad } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { treeCast } from "@proj/module";
import {
  batchLoss,
  combineModel,
  partitionModel,
  trainedLeaves,
  type LossDict,
  type ModelParts,
  type PointMassNN,
  type SimpleFeedbackState,
  type TrainingContext,
} from "@proj/feedbax";

type Context = TrainingContext<PointMassNN, SimpleFeedbackState>;

/** The parts of the model of a context. */
export function partsOf({ model, whereTrain }: Context): ModelParts<PointMassNN> {
  return partitionModel(model, trainedLeaves(model, whereTrain));
}

/** The loss of a batch from the key of its step, as a function of the trained parameters. */
export function lossOf(context: Context, size: number, stepKey: NDArray): (trained: PointMassNN) => LossDict {
  const { task } = context;
  const { frozen, rest } = partsOf(context);
  return (trained) => {
    const model = combineModel({ trained, frozen, rest });
    return batchLoss(task, task.lossFunc, model, { size, current: 0, total: 1 }, stepKey);
  };
}

/** The loss of a batch, its terms, and the gradient with respect to the trained parameters. */
export function lossAndGradient(context: Context, size: number, stepKey: NDArray) {
  const loss = lossOf(context, size, stepKey);
  const withTerms = (trained: PointMassNN): readonly [NDArray, LossDict] => {
    const losses = loss(trained);
    return [losses.total, losses];
  };
  return jit(valueAndGrad(withTerms, { hasAux: true }))(partsOf(context).trained);
}

/** A model with all its parameters in double precision. */
export function inDouble(model: PointMassNN): PointMassNN {
  return treeCast(model, "float64");
}
