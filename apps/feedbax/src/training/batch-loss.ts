import type { NDArray } from "@proj/array";
import type { Mesh } from "@proj/array/sharding";
import { vmap } from "@proj/autodiff";
import { split, subkeys } from "@proj/random";
import { meanOverTrials, type LossDict } from "../losses/loss-dict.ts";
import type { Loss } from "../losses/loss.ts";
import { progressOf, type BatchInfo } from "../trials/batch-info.ts";
import { startTrial, trajectoryOf, type TrialModel } from "../trials/rollout.ts";
import { spreadAlong } from "./spread.ts";
import type { AbstractTask } from "../tasks/task.ts";

/**
 * What training makes small: the loss of a model in freshly drawn trials, averaged over them.
 *
 * @param batch - how many trials, and where in the training.
 * @param key - determines trials and noise, uint32[2].
 * @param mesh - devices along whose axis "data" the trials lie; default null: wherever the model is.
 * @example
 * import { batchLoss, pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model, task } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const batch = { size: 5, current: 0, total: 1 };
 * batchLoss(task, task.lossFunc, model, batch, key(1)).total.shape; // → []
 */
export function batchLoss<State>(
  task: AbstractTask<State>,
  loss: Loss<State>,
  model: TrialModel<State>,
  batch: BatchInfo,
  key: NDArray,
  mesh: Mesh | null = null,
): LossDict {
  return batchTrials(task, loss, model, batch, key, mesh)[0];
}

/** {@link batchLoss}, and the states after each step of each trial, [trials, T, …] in each leaf. */
export function batchTrials<State>(
  task: AbstractTask<State>,
  loss: Loss<State>,
  model: TrialModel<State>,
  batch: BatchInfo,
  key: NDArray,
  mesh: Mesh | null = null,
): [losses: LossDict, states: State] {
  const one = (trialKey: NDArray, initKey: NDArray, modelKey: NDArray): [LossDict, State] => {
    const trial = task.getTrainTrialWithIntervenorParams(trialKey, batch);
    const start = startTrial(model, trial, initKey);
    const trajectory = trajectoryOf(model, start, modelKey);
    return [loss.call(trajectory, start.trial, model, progressOf(batch)), trajectory];
  };
  const [trialsKey, initsKey, modelsKey] = subkeys(key, 3);
  const keys = [trialsKey, initsKey, modelsKey].map((own) => spreadAlong(mesh, "data", split(own, batch.size))) as [
    NDArray,
    NDArray,
    NDArray,
  ];
  const [losses, states] = vmap(one)(...keys) as [LossDict, State];
  return [meanOverTrials(losses), states];
}
