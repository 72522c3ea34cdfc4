import { UsageError } from "@proj/array";
import type { Where } from "@proj/module";
import { mapUntil } from "@proj/tree";
import { anyOption, booleanOption, nullableOption, readOptions, textOption, type OptionReaders } from "@proj/tree/core";
import { preFirstStage, type Intervenor } from "../models/intervenor.ts";
import { isStagedModel } from "../models/staged-model.ts";
import type { InterventionSpecs, ParamFunction, ParamSchedule, TimeSeriesParam } from "../tasks/intervention-specs.ts";
import { RescheduledTask } from "../tasks/rescheduled-task.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { addLabelled, type StagedNode } from "./add-intervenors.ts";
import type { InterventionSettings } from "./intervention.ts";

/** Settings of an intervention in a trial: constants, functions of the trial, or a `TimeSeriesParam`. */
export type TrialSettings<Task, Settings> = {
  readonly [Name in keyof Settings]?: Settings[Name] | ParamFunction<Task> | TimeSeriesParam;
};

/** How {@link scheduleIntervenor} schedules. */
export interface ScheduleOptions<Task, Settings> {
  /** The stage after which it acts. Default null: before the first. */
  readonly stageName?: string | null;
  /** Whether it acts, with its own settings, where a trial says nothing of it. Default false. */
  readonly defaultActive?: boolean;
  /** Its name. Default: that of its class, numbered if it is taken. */
  readonly label?: string;
  /** What it is told in each trial, over its own settings. Default: its own settings. */
  readonly params?: TrialSettings<Task, Settings>;
  /** What it is told in trials of the validation set. Default: as in training. */
  readonly paramsValidation?: TrialSettings<Task, Settings>;
  /** Whether it acts in the validation set, where `paramsValidation` says nothing. Default true. */
  readonly validationSameSchedule?: boolean;
}

const readers = <Task, Settings>(): OptionReaders<ScheduleOptions<Task, Settings>> => ({
  stageName: nullableOption(textOption),
  defaultActive: booleanOption,
  label: textOption,
  params: anyOption(),
  paramsValidation: anyOption(),
  validationSameSchedule: booleanOption,
});

/**
 * A task whose trials set an intervention, and a model in which it acts as they set it.
 *
 * @param task - what the model does.
 * @param model - the model, which stays as it is.
 * @param where - points at the part of it between whose stages the intervention acts.
 * @param intervention - what changes the state there.
 * @param options - see {@link ScheduleOptions}.
 * @returns the task with the intervention in its trials, and the model with it at its stage.
 * @throws UsageError when that part has no such stage, or the label is taken.
 * @example
 * import { CurlField, pointMassNNSimpleReaches, scheduleIntervenor } from "@proj/feedbax";
 * import { key, normal } from "@proj/random";
 * const { task, model } = pointMassNNSimpleReaches({ nSteps: 5, hiddenSize: 3, key: key(0) });
 * const [curled, disturbed] = scheduleIntervenor(task, model, (m) => m.step.mechanics, CurlField.init(), {
 *   params: { amplitude: (_trial, _batch, trialKey) => normal(trialKey, [1]).mul(0.5) },
 * });
 * Object.keys(curled.validationTrials.intervene); // → ["CurlField"]
 * Object.keys(disturbed.step.mechanics.intervenors["_preFirstStage"]!); // → ["CurlField"]
 */
export function scheduleIntervenor<Task, Model extends object, State, Settings extends InterventionSettings>(
  task: AbstractTask<Task>,
  model: Model,
  where: Where<Model, StagedNode<State>>,
  intervention: Intervenor<NoInfer<State>> & { readonly params: Settings; with(fields: { params: Settings }): unknown },
  options?: ScheduleOptions<Task, Settings>,
): [task: AbstractTask<Task>, model: Model] {
  const operation = "scheduleIntervenor";
  const read = readOptions(operation, options, readers<Task, Settings>());
  const {
    stageName = null,
    defaultActive = false,
    params = {},
    paramsValidation,
    validationSameSchedule = true,
  } = read;
  const taken = new Set([
    ...labelsOf(model),
    ...Object.values(task.interventionSpecs).flatMap((specs: object) => Object.keys(specs)),
  ]);
  const label = read.label ?? freeLabel(intervention.constructor.name, taken);
  if (taken.has(label)) {
    throw new UsageError({
      operation,
      received: `label ${JSON.stringify(label)}, which an intervention has already`,
      expected: "a label for each",
      remedy: "choose another label, or leave it out",
    });
  }
  const own = intervention.params as Readonly<Record<string, unknown>>;
  const training: ParamSchedule<Task> = { ...own, ...params };
  const inValidation = paramsValidation !== undefined ? { ...own, ...paramsValidation } : training;
  const isValidated = validationSameSchedule || paramsValidation !== undefined;
  const { training: others, validation } = task.interventionSpecs;
  const scheduled = new RescheduledTask(task, {
    training: { ...others, [label]: training },
    validation: isValidated ? { ...validation, [label]: inValidation } : validation,
  });
  const placed = intervention.with({ params: { ...intervention.params, active: defaultActive } }) as Intervenor<State>;
  const stage = stageName ?? preFirstStage;
  return [scheduled, addLabelled<Model, State>(operation, model, where, { [stage]: { [label]: placed } })];
}

/** Other settings of scheduled interventions. */
export interface RescheduleOptions {
  /** Whether they hold in training. Default true. */
  readonly training?: boolean;
  /** Whether they hold in the validation set. Default true. */
  readonly validation?: boolean;
}

/**
 * A task whose trials set scheduled interventions otherwise.
 *
 * @param task - from {@link scheduleIntervenor}; stays as it is.
 * @param params - by the labels of interventions, the settings that are to be others.
 * @param options - `training`, `validation`: where (default: in both).
 * @throws UsageError when no intervention has such a label.
 * @example
 * import { CurlField, pointMassNNSimpleReaches, scheduleIntervenor, updateIntervenorParamSchedule } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { task, model } = pointMassNNSimpleReaches({ nSteps: 5, hiddenSize: 3, key: key(0) });
 * const [curled] = scheduleIntervenor(task, model, (m) => m.step.mechanics, CurlField.init());
 * const stronger = updateIntervenorParamSchedule(curled, { CurlField: { amplitude: 3 } });
 * stronger.interventionSpecs.training["CurlField"]!["amplitude"]; // → 3
 */
export function updateIntervenorParamSchedule<Task>(
  task: AbstractTask<Task>,
  params: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  options?: RescheduleOptions,
): AbstractTask<Task> {
  const operation = "updateIntervenorParamSchedule";
  const rescheduleReaders = { training: booleanOption, validation: booleanOption };
  const { training = true, validation = true } = readOptions(operation, options, rescheduleReaders);
  const specs = task.interventionSpecs;
  const known = Object.keys({ ...specs.training, ...specs.validation });
  const stray = Object.keys(params).find((label) => !known.includes(label));
  if (stray !== undefined) {
    throw new UsageError({
      operation,
      received: `settings for ${JSON.stringify(stray)}`,
      expected: known.length === 0 ? "a task with scheduled interventions" : `one of ${known.join(", ")}`,
      remedy: "name interventions by the labels under which they were scheduled",
    });
  }
  const update = (schedules: InterventionSpecs<Task>["training"]): InterventionSpecs<Task>["training"] =>
    Object.fromEntries(
      Object.entries(schedules).map(([label, schedule]) => [label, { ...schedule, ...params[label] }]),
    );
  return new RescheduledTask(task, {
    training: training ? update(specs.training) : specs.training,
    validation: validation ? update(specs.validation) : specs.validation,
  });
}

/** The labels of all intervenors in a model. */
function labelsOf(model: unknown): string[] {
  const labels: string[] = [];
  const isInner = (value: unknown): boolean => value !== model && isStagedModel(value);
  if (isStagedModel(model))
    labels.push(...Object.values(model.intervenors).flatMap((labelled) => Object.keys(labelled)));
  mapUntil(isInner, (leaf: unknown) => (isInner(leaf) ? void labels.push(...labelsOf(leaf)) : undefined), model);
  return labels;
}

function freeLabel(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 0;
  while (taken.has(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}
