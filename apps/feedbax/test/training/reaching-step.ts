import { full } from "@proj/array";
import {
  makeTrainStep,
  partitionModel,
  pointMassNNSimpleReaches,
  trainedLeaves,
  type PointMassNNSimpleReachesOptions,
} from "@proj/feedbax";
import { adam, injectHyperparams } from "@proj/optim";
import { key } from "@proj/random";

/** The training step of a reaching model, and the arguments of its first call. */
export function firstStep(options: Partial<PointMassNNSimpleReachesOptions>, batchSize: number) {
  const { model, task, whereTrain } = pointMassNNSimpleReaches({ key: key(0), ...options });
  const { trained, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
  const optimizer = injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: 0.01 });
  const step = makeTrainStep({
    task,
    loss: task.lossFunc,
    optimizer,
    rest,
    batchSize,
    nBatches: 100,
    nReplicates: null,
    ensembleRandomTrials: true,
  });
  return { step, args: [trained, optimizer.init(trained), frozen, key(1), full([], 0, { dtype: "int32" })] as const };
}
