import type { Quantity } from "./quantity.ts";

/** Everything that decides the numbers of a run, with the defaults of Feedbax's point-mass reaching example. */
export const settings = {
  seed: {
    label: "seed",
    description: "seed of all random numbers: first weights, trials and noise",
    default: 0,
    minimum: 0,
    maximum: 2 ** 32 - 1,
  },
  batches: {
    label: "training iterations",
    description: "training iterations, each on a fresh batch of trials",
    unit: "iterations",
    default: 2000,
    minimum: 1,
    maximum: 10_000_000,
  },
  batchSize: {
    label: "batch size",
    description: "reaches simulated in each iteration",
    unit: "trials",
    default: 250,
    minimum: 1,
    maximum: 1_000_000,
  },
  learningRate: {
    label: "learning rate",
    description: "step size of the Adam optimiser",
    default: 0.01,
    // Smaller ones are 0 in single precision, larger ones infinite.
    minimum: 1e-30,
    maximum: 1e38,
    real: true,
  },
  hiddenSize: {
    label: "hidden size",
    description: "size of the recurrent (GRU) layer",
    unit: "units",
    default: 50,
    minimum: 1,
    maximum: 10_000,
  },
  replicates: {
    label: "replicates",
    description: "models trained side by side from different first weights",
    unit: "models",
    default: 1,
    minimum: 1,
    maximum: 1000,
  },
  feedbackNoise: {
    label: "feedback noise",
    description: "standard deviation of the noise on the sensed position and velocity",
    unit: "m and m/s",
    default: 0.025,
    minimum: 0,
    maximum: 1000,
    real: true,
  },
  motorNoise: {
    label: "motor noise",
    description: "standard deviation of the noise on the force: this fraction of it, and 1.8 times this in newtons",
    default: 0.025,
    minimum: 0,
    maximum: 1000,
    real: true,
  },
  delay: {
    label: "feedback delay",
    description: "how late feedback reaches the network",
    unit: "steps of 0.05 s",
    default: 0,
    minimum: 0,
    maximum: 1000,
  },
  steps: {
    label: "trial length",
    description: "states of one reach, the first included",
    unit: "steps of 0.05 s",
    default: 100,
    minimum: 2,
    maximum: 100_000,
  },
} as const satisfies Readonly<Record<string, Quantity>>;

/**
 * How often a run is validated. It is kept with the settings, so that a run that goes on is validated as it was; but it decides
 * nothing of the model, and may be changed then.
 */
export const logStep = {
  label: "log step",
  description: "how often the model is validated and a checkpoint written (default: a tenth of all)",
  unit: "iterations",
  minimum: 1,
  maximum: settings.batches.maximum,
} as const satisfies Quantity;

/** The name of a setting, as it is written in `hyperparameters.json`. */
export type SettingName = keyof typeof settings;

/** A value for every setting: two runs with equal settings write equal models. */
export type Settings = Readonly<Record<SettingName, number>>;

/** The names of all {@link settings}, in the order of the help. */
export const settingNames = Object.keys(settings) as readonly SettingName[];

/** A setting's option on the command line: `--batch-size` for `batchSize`. */
export function optionOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
