import { array, type NDArray } from "@proj/array";
import { addFixedIntervenor, CurlField, FixedField, TrainingContext } from "@proj/feedbax";
import { getEnsemble } from "@proj/module";
import { key, subkeys } from "@proj/random";
import { parsePerturbations, type Perturbation } from "../command-line/perturbation.ts";
import type { Settings } from "../command-line/settings.ts";
import { parseTrainedParts, type TrainedPart } from "../command-line/trained-parts.ts";
import { bodies, tasks, type RunModel, type RunState } from "./bodies.ts";

/** A model with its task, ready to be trained. */
export type Context = TrainingContext<RunModel, RunState>;

/** What a run does, given its settings. */
export interface Experiment {
  readonly context: Context;
  /** What is trained, by the iteration from which on it is, counted from 0. */
  readonly whereTrain: Readonly<Record<number, (model: RunModel) => unknown>>;
  /** Length of a time step, in seconds. */
  readonly dt: number;
  /** Randomness of training: trials and noise. */
  readonly trainingKey: NDArray;
  /** Randomness of the evaluation after it. */
  readonly evaluationKey: NDArray;
}

/** Makes the model and its task, untrained. */
export function makeExperiment(settings: Settings): Experiment {
  const [modelKey, trainingKey, evaluationKey] = subkeys(key(settings.seed), 3);
  const body = bodies[settings.body];
  const task = tasks[settings.task].make(body, settings.steps);
  const fields = parsePerturbations("--perturb", settings.perturb);
  const make = (oneKey: NDArray): RunModel => fields.reduce(perturbed, body.make(task, settings, oneKey));
  const ensembled = settings.replicates > 1;
  const model = ensembled ? getEnsemble(make, settings.replicates, modelKey) : make(modelKey);
  const context = new TrainingContext<RunModel, RunState>(model, task, ({ step }) => step.net, { ensembled });
  const phases = [...parseTrainedParts("--where-train", settings.whereTrain)];
  const whereTrain = Object.fromEntries(phases.map(([from, part]) => [from, parts[part]]));
  return { context, whereTrain, dt: body.dt, trainingKey, evaluationKey };
}

/** Where the parts of a network are that may be trained alone. */
const parts: { readonly [Part in TrainedPart]: (model: RunModel) => unknown } = {
  network: ({ step }) => step.net,
  hidden: ({ step }) => step.net.hidden,
  readout: ({ step }) => step.net.readout,
};

/** A model whose effector a force field pushes. */
function perturbed(model: RunModel, field: Perturbation, index: number): RunModel {
  const force =
    field.kind === "curl"
      ? CurlField.init({ amplitude: field.amplitude })
      : FixedField.init({ field: array(field.force) });
  return addFixedIntervenor(model, (m) => m.step.mechanics, force as never, { label: `${field.kind}${index}` });
}
