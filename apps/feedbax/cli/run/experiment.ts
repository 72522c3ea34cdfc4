import type { NDArray } from "@proj/array";
import { pointMassNNSimpleReaches } from "@proj/feedbax";
import { key, subkeys } from "@proj/random";
import type { Settings } from "../command-line/settings.ts";

/** A model with its task, ready to be trained; see `pointMassNNSimpleReaches`. */
export type Context = ReturnType<typeof pointMassNNSimpleReaches>;

/** What a run does, given its settings. */
export interface Experiment {
  readonly context: Context;
  /** Randomness of training: trials and noise. */
  readonly trainingKey: NDArray;
  /** Randomness of the evaluation after it. */
  readonly evaluationKey: NDArray;
}

/** Length of a time step, in seconds. */
export const dt = 0.05;

/** Makes the model and its task, untrained. */
export function makeExperiment(settings: Settings): Experiment {
  const [modelKey, trainingKey, evaluationKey] = subkeys(key(settings.seed), 3);
  const context = pointMassNNSimpleReaches({
    nReplicates: settings.replicates,
    nSteps: settings.steps,
    dt,
    hiddenSize: settings.hiddenSize,
    feedbackDelaySteps: settings.delay,
    feedbackNoiseStd: settings.feedbackNoise,
    motorNoiseStd: settings.motorNoise,
    key: modelKey,
  });
  return { context, trainingKey, evaluationKey };
}
