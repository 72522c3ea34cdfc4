import type { NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { filterVmap, ifArray } from "@proj/module";
import { split } from "@proj/random";
import { meanOverTrials, type LossDict } from "../losses/loss-dict.ts";
import type { Loss } from "../losses/loss.ts";
import { stateHistory } from "../models/model-iterator.ts";
import { startTrial, trajectoryOf, type TrialModel } from "../trials/rollout.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";

/** The histories of the states in trials, and the loss averaged over them. */
export function evaluateTrials<State>(
  loss: Loss<State>,
  model: TrialModel<State>,
  trials: TaskTrialSpec<State>,
  keys: NDArray,
): [states: State, losses: LossDict] {
  const one = (trial: TaskTrialSpec<State>, key: NDArray): [State, LossDict] => {
    const start = startTrial(model, trial, key);
    const trajectory = trajectoryOf(model, start, key);
    return [stateHistory(start.state, trajectory), loss.call(trajectory, start.trial, model)];
  };
  const [states, losses] = vmap(one)(trials, keys) as [State, LossDict];
  return [states, meanOverTrials(losses)];
}

/** {@link evaluateTrials} for each model of an ensemble; `keys` is one key for all models, or one for each. */
export function evaluateEnsemble<State>(
  loss: Loss<State>,
  models: TrialModel<State>,
  trials: TaskTrialSpec<State>,
  keys: NDArray,
  nTrials: number,
): [states: State, losses: LossDict] {
  const one = (model: TrialModel<State>, key: NDArray) => evaluateTrials(loss, model, trials, split(key, nTrials));
  return filterVmap(one, { inAxes: [ifArray(0), keys.ndim === 1 ? null : 0] })(models, keys);
}
