import type { Choice } from "./choice.ts";
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
    description: "trials simulated in each iteration",
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
    description: "standard deviation of the noise on what is sensed, such as position and velocity",
    unit: "m and m/s",
    default: 0.025,
    minimum: 0,
    maximum: 1000,
    real: true,
  },
  motorNoise: {
    label: "motor noise",
    description:
      "standard deviation of the noise on the command: this fraction of it, and on a mass 1.8 times this in newtons",
    default: 0.025,
    minimum: 0,
    maximum: 1000,
    real: true,
  },
  delay: {
    label: "feedback delay",
    description: "how late feedback reaches the network; a step is 0.05 s with a mass, 0.02 s with an arm",
    unit: "steps",
    default: 0,
    minimum: 0,
    maximum: 1000,
  },
  steps: {
    label: "trial length",
    description: "states of one trial, the first included",
    unit: "steps",
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

/** What decides what is learned: settings that are words, with those that they may be. */
export const choices = {
  body: {
    label: "body",
    description: "what is moved: a mass, an arm of two links with torques, or one with six muscles",
    options: ["point-mass", "arm", "muscled-arm"],
  },
  task: {
    label: "task",
    description: "what it learns",
    options: [
      "simple-reaches",
      "delayed-reaches",
      "stabilization",
      "sequential-reaches",
      "target-switches",
      "tracking",
    ],
  },
} as const satisfies Readonly<Record<string, Choice>>;

/** Settings that are texts, each with a way of writing of its own: `perturbation.ts`, `trained-parts.ts`, `kept-values.ts`. */
export const texts = {
  perturb: {
    label: "perturbation",
    description:
      "force fields that act all the time: none, curl=<N s/m>, fixed=<x>,<y> [N], or several with + between them",
    placeholder: "<fields>",
    default: "none",
  },
  whereTrain: {
    label: "trained",
    description:
      "what is trained: network, hidden, readout, or one after the other by iterations done, 0=readout,500=network",
    placeholder: "<parts>",
    default: "network",
  },
  keep: {
    label: "kept",
    description:
      "what is kept besides losses: none, gradients (norms), parameters=<iterations>, trials=<iterations>, or several with + between them",
    placeholder: "<values>",
    default: "none",
  },
} as const;

/** The name of a setting that is a number. */
export type QuantityName = keyof typeof settings;

/** The name of a setting, as it is written in `hyperparameters.json`. */
export type SettingName = QuantityName | keyof typeof choices | keyof typeof texts;

/** A value for every setting: two runs with equal settings write equal models. */
export type Settings = Readonly<Record<QuantityName, number>> & {
  readonly [Name in keyof typeof choices]: (typeof choices)[Name]["options"][number];
} & Readonly<Record<keyof typeof texts, string>>;

/** The names of {@link settings} that are numbers, in the order of the help. */
export const settingNames = Object.keys(settings) as readonly QuantityName[];

/** The names of {@link choices}. */
export const choiceNames = Object.keys(choices) as readonly (keyof typeof choices)[];

/** The names of {@link texts}. */
export const textNames = Object.keys(texts) as readonly (keyof typeof texts)[];

/** The names of all settings. */
export const allNames: readonly SettingName[] = [...choiceNames, ...textNames, ...settingNames];

/** What numbers are with a body unless they are given: those of a mass are none for an arm. */
export const presets: Readonly<Record<Settings["body"], Partial<Record<QuantityName, number>>>> = {
  "point-mass": {},
  arm: { learningRate: 0.005, feedbackNoise: 0.002, motorNoise: 0.02 },
  "muscled-arm": { learningRate: 0.005, feedbackNoise: 0.002, motorNoise: 0.02 },
};

/** What settings are unless they are given. */
export const defaultSettings: Settings = {
  body: choices.body.options[0],
  task: choices.task.options[0],
  perturb: texts.perturb.default,
  whereTrain: texts.whereTrain.default,
  keep: texts.keep.default,
  ...(Object.fromEntries(settingNames.map((name) => [name, settings[name].default])) as Record<QuantityName, number>),
};

/** Settings with the defaults of their body for what is not given. */
export function withDefaults(given: Partial<Settings>): Settings {
  return { ...defaultSettings, ...presets[given.body ?? defaultSettings.body], ...given };
}

/** A setting's option on the command line: `--batch-size` for `batchSize`. */
export function optionOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
