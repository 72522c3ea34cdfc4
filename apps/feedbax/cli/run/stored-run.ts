import { arctan2, deviceGet, savez, UsageError, type NDArray } from "@proj/array";
import {
  acrossTrials,
  directionTuning,
  endPointError,
  lateralDeviation,
  pathLength,
  peakSpeed,
  principalComponents,
} from "@proj/feedbax";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import type { XlaDevice } from "@proj/xla";
import { loadLeaves, treeAt } from "@proj/module";
import { subkeys } from "@proj/random";
import { userFolder, type StoredRequest } from "../command-line/command-line.ts";
import type { Settings } from "../command-line/settings.ts";
import { version } from "../command-line/version.ts";
import { metresPerSecond, millimetres } from "../report/accuracy.ts";
import { makeFigures } from "../figures/figure-table.ts";
import { figureSubject } from "../figures/subject.ts";
import { figurePage, report } from "../report/report.ts";
import { assumption, storedPlan } from "../run-folder/hyperparameters.ts";
import { files, openRunFolder, type RunFolder } from "../run-folder/run-folder.ts";
import { formatLoss } from "../terminal/progress.ts";
import type { RunState } from "./bodies.ts";
import { evaluate, goalsOf, type Evaluation } from "./evaluation.ts";
import { makeExperiment, type Context, type Experiment } from "./experiment.ts";
import { openDevice } from "./open-device.ts";
import { runRecord, titleOf } from "./finished-run.ts";
import type { HistoryRecord } from "./history-record.ts";

/** A run that is over, with its model, under the conditions that were asked for. */
interface StoredRun {
  readonly settings: Settings;
  readonly experiment: Experiment;
  readonly model: Context["model"];
}

/**
 * Does with a run that is over what was asked.
 *
 * @throws UsageError when the folder holds no finished run, or what was asked does not go with it
 */
export async function runStored(request: StoredRequest): Promise<void> {
  const plan = storedPlan(request.command, request.output);
  const folder = openRunFolder(request.command, request.output);
  const assumed = assumption(plan, folder.display(files.hyperparameters, userFolder()));
  if (assumed !== null) process.stderr.write(assumed);
  const device = await openDevice(request.device);
  try {
    const settings: Settings = {
      ...plan.settings,
      perturb: request.perturb ?? plan.settings.perturb,
      task: request.task ?? plan.settings.task,
    };
    const run = loadRun(request, folder, plan.settings, settings);
    const evaluated = () => evaluate(run.experiment, run.model, settings);
    switch (request.command) {
      case "analyse":
        await analyse(run, folder);
        if (request.figures) await writeFigures(request, folder, run, await evaluated());
        break;
      case "report":
        await writeReport(request, folder, run, await evaluated());
        break;
      case "evaluate":
        await writeEvaluation(run, folder, await evaluated());
    }
  } finally {
    if ("destroy" in device) (device as WebGpuDevice | XlaDevice).destroy();
    folder.close();
  }
}

function loadRun({ command }: StoredRequest, folder: RunFolder, before: Settings, settings: Settings): StoredRun {
  const bytes = folder.read(files.model);
  if (bytes === null) {
    throw new UsageError({
      operation: command,
      received: `${folder.display(files.model, userFolder())}, which is not there`,
      expected: "a run that is finished",
      remedy: "go on with it: train --resume",
    });
  }
  const trained = makeExperiment(before).context.model;
  const experiment = makeExperiment(settings);
  const { model: like } = experiment.context;
  const { inputSize } = like.step.net;
  if (inputSize !== trained.step.net.inputSize) {
    throw new UsageError({
      operation: command,
      received: `--task ${settings.task}, which tells a network ${inputSize} numbers, for one that takes ${trained.step.net.inputSize}`,
      expected: `a task that tells the network as much as ${before.task}, which it has learned`,
      remedy: "leave out --task",
    });
  }
  // What is learned is the network; its body and what disturbs it are made anew.
  const { net } = loadLeaves(bytes, trained).step;
  return { settings, experiment, model: treeAt((m) => m.step.net, like, net) };
}

function saved(folder: RunFolder, names: readonly string[]): string {
  return names.map((name) => `written          ${folder.display(name, userFolder())}\n`).join("");
}

async function writeEvaluation({ settings, experiment, model }: StoredRun, folder: RunFolder, evaluation: Evaluation) {
  const { terms, total, standardError, accuracy } = evaluation;
  folder.write(files.evaluation, `${JSON.stringify({ settings, terms, total, standardError, accuracy }, null, 2)}\n`);
  folder.write(files.states, savez(await arraysOf(statesOf({ settings, experiment, model }))));
  const rows = Object.entries(terms).map(([term, value]) => `${term.padEnd(24)}${formatLoss(value)}\n`);
  process.stdout.write(
    `${rows.join("")}${"total".padEnd(24)}${formatLoss(total)} ± ${formatLoss(standardError)}\n` +
      `end-point error  ${millimetres(accuracy.all.endPointError)}\npeak speed       ${metresPerSecond(accuracy.all.peakSpeed)}\n` +
      saved(folder, [files.evaluation, files.states]),
  );
}

/** States in the validation set, with the first key of the noise; replicates come first. */
function statesOf({ settings, experiment: { context, evaluationKey }, model }: StoredRun): RunState {
  const [key] = subkeys(evaluationKey);
  return settings.replicates === 1
    ? context.task.eval(model, key)
    : context.task.evalEnsemble(model, settings.replicates, key);
}

/** What of states is worth a file, by the names of Feedbax. */
async function arraysOf({ mechanics: { effector }, net, efferent }: RunState): Promise<Record<string, NDArray>> {
  return deviceGet({
    "mechanics.effector.pos": effector.pos,
    "mechanics.effector.vel": effector.vel,
    "net.hidden": net.hidden,
    "net.output": net.output!,
    "efferent.output": efferent.output,
  });
}

async function analyse(run: StoredRun, folder: RunFolder): Promise<void> {
  const { experiment, settings } = run;
  const states = statesOf(run);
  const { pos, vel } = states.mechanics.effector;
  const start = pos.get("...", 0, ":");
  const goal = goalsOf(experiment.context.task).add(start.mul(0));
  const fastest = peakSpeed(vel);
  const measures = {
    endPointError: endPointError(pos, goal),
    lateralDeviation: lateralDeviation(pos, start, goal),
    pathLength: pathLength(pos),
    peakSpeed: fastest.speed,
    timeOfPeakSpeed: fastest.step.astype("float32").mul(experiment.dt),
  };
  const way = goal.sub(start).reshape([-1, 2]);
  const direction = arctan2(way.get(":", 1), way.get(":", 0));
  const activity = states.net.hidden.mean({ axis: -2 });
  const isTuned = settings.replicates === 1 && activity.shape[0]! >= 3;
  const tuning = isTuned ? directionTuning(activity, direction) : null;
  const { explained } = principalComponents(states.net.hidden);
  const listed = await deviceGet({ measures, explained, tuning: tuning === null ? {} : { ...tuning }, direction });
  const lists = (values: Readonly<Record<string, NDArray>>) =>
    Object.fromEntries(Object.entries(values).map(([name, x]) => [name, x.toList()]));
  const record = {
    settings,
    trials: lists(listed.measures),
    direction: listed.direction.toList(),
    explainedVariance: listed.explained.toList(),
    directionTuning: lists(listed.tuning),
  };
  folder.write(files.analysis, `${JSON.stringify(record)}\n`);
  const rows = Object.entries(listed.measures).map(([name, values]) => {
    const { mean, deviation } = acrossTrials(values.ravel());
    return `${name.padEnd(20)}${mean.item().toPrecision(3)} ± ${deviation.item().toPrecision(2)}\n`;
  });
  const components = Array.from(listed.explained.dataSync().slice(0, 3), (part) => `${(100 * part).toFixed(1)} %`);
  process.stdout.write(
    `${rows.join("")}${"principal components".padEnd(20)} ${components.join(", ")} of the variance of hidden units\n${saved(folder, [files.analysis])}`,
  );
}

async function writeReport(
  { command, device }: StoredRequest,
  folder: RunFolder,
  { settings, experiment, model }: StoredRun,
  evaluation: Evaluation,
) {
  const history = storedHistory(command, folder);
  const subject = await figureSubject(experiment, model, settings, evaluation.states, history);
  const figures = makeFigures(subject, ({ isChosen }) => isChosen !== true);
  const timing = { iterations: 0, rate: 0, total: 0, first: 0 };
  const origin = { date: new Date(), version, device };
  folder.write(files.report, report(runRecord({ settings, history, evaluation, figures, timing, origin })));
  process.stdout.write(saved(folder, [files.report]));
}

/** Draws all figures of a run into one page, and writes what each is made of. */
async function writeFigures({ command }: StoredRequest, folder: RunFolder, run: StoredRun, { states }: Evaluation) {
  const { settings, experiment, model } = run;
  const history = storedHistory(command, folder);
  const figures = makeFigures(await figureSubject(experiment, model, settings, states, history));
  const records = figures.map(({ name, title, caption, figure: { data, layout } }) =>
    JSON.stringify({ name, title, caption, settings, version, data, layout }),
  );
  folder.write(files.figures, figurePage(titleOf(settings), figures));
  folder.write(files.figureRecords, `[\n${records.join(",\n")}\n]\n`);
  process.stdout.write(saved(folder, [files.figures, files.figureRecords]));
}

/** The losses of a run that is over. */
function storedHistory(command: string, folder: RunFolder): HistoryRecord {
  const bytes = folder.read(files.history);
  if (bytes === null) {
    throw new UsageError({
      operation: command,
      received: `${folder.display(files.history, userFolder())}, which is not there`,
      expected: "a run that is finished",
      remedy: "go on with it: train --resume",
    });
  }
  return JSON.parse(new TextDecoder().decode(bytes)) as HistoryRecord;
}
