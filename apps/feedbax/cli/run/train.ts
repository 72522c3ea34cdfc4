import { deviceGet, savez, UsageError, type Device, type NDArray } from "@proj/array";
import { makeMesh, type Mesh } from "@proj/array/sharding";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import type { XlaDevice } from "@proj/xla";
import { openDevice } from "./open-device.ts";
import type { HistoryOf, TrainOptions } from "@proj/feedbax";
import { isArray, savedMetadata } from "@proj/module";
import { flattenWithPath, keyString } from "@proj/tree";
import { parseKeptValues } from "../command-line/kept-values.ts";
import type { RunModel } from "./bodies.ts";
import type { Request } from "../command-line/command-line.ts";
import { writesFiles } from "../command-line/processes.ts";
import { devicesAlong, meshText, type MeshAxes } from "../command-line/mesh-axes.ts";
import { userFolder } from "../command-line/command-line.ts";
import { makeFigures } from "../figures/figure-table.ts";
import { figureSubject } from "../figures/subject.ts";
import { evaluate } from "./evaluation.ts";
import { eventLog, noEventLog } from "./event-log.ts";
import { makeExperiment } from "./experiment.ts";
import { checkFeasible } from "./feasibility.ts";
import type { Origin } from "./finished-run.ts";
import { historyRecord, type HistoryRecord } from "./history-record.ts";
import { writeResults } from "./write-results.ts";
import type { RunPlan } from "../run-folder/hyperparameters.ts";
import {
  assumption,
  newPlan,
  resumedPlan,
  settingsAtBegin,
  writeHyperparameters,
} from "../run-folder/hyperparameters.ts";
import { version } from "../command-line/version.ts";
import { exitCodes, listenForInterrupt, type Interrupt } from "../terminal/interrupt.ts";
import { invocation, shellWord } from "../command-line/invocation.ts";
import type { Progress } from "../terminal/progress.ts";
import { barProgress, lineProgress, silent } from "../terminal/progress.ts";
import type { RunFolder } from "../run-folder/run-folder.ts";
import { files, followRunFolder, openRunFolder } from "../run-folder/run-folder.ts";
import type { Settings } from "../command-line/settings.ts";
import { allNames, settings as quantities } from "../command-line/settings.ts";
import { stopwatch } from "../terminal/stopwatch.ts";

/**
 * Trains as requested, shows how it goes, and writes the results.
 *
 * Sets the exit code of the process when a signal ended the run.
 *
 * @throws UsageError when the run needs more than there is, when the folder or the checkpoint do not fit the request, or
 *   training diverges
 */
export async function train(request: Request): Promise<void> {
  const plan = (): RunPlan => {
    const planned = request.resume ? resumedPlan(request) : newPlan(request);
    checkFeasible(request, planned.settings);
    return planned;
  };
  // What cannot be carried out makes no folder.
  plan();
  const open = writesFiles(request.run) ? openRunFolder : followRunFolder;
  const folder = open(request.command, request.output);
  try {
    // Until the folder was this process's own, another one may have gone on there.
    await trainIn(folder, request, plan());
  } finally {
    folder.close();
  }
}

async function trainIn(folder: RunFolder, request: Request, plan: RunPlan): Promise<void> {
  const { settings } = plan;
  const replaced = request.resume || !writesFiles(request.run) ? [] : filesOfRun(request, folder);
  if (request.resume && isFinished(folder, plan)) {
    process.stdout.write(alreadyDone(request, settings, folder));
    return;
  }
  const assumed = assumption(plan, folder.display(files.hyperparameters, userFolder()));
  if (assumed !== null && !request.quiet) process.stderr.write(assumed);
  const progress = progressOf(request, settings);
  // Processes that train together can agree only where all of them wait for one another.
  const stop = { when: request.run === null ? "after this iteration" : "after the next validation" };
  const interrupt = listenForInterrupt(() =>
    progress.say(`Stopping ${stop.when}; once more stops at once, without a checkpoint.`),
  );
  try {
    await trainUntil(interrupt, { folder, request, plan, replaced, progress, stop });
  } finally {
    progress.close();
    interrupt.close();
  }
}

/** What is trained, where it is kept, and where it is shown. */
interface Run {
  readonly folder: RunFolder;
  readonly request: Request;
  readonly plan: RunPlan;
  /** The files of the run that it replaces. */
  readonly replaced: string[];
  readonly progress: Progress;
  /** When a signal that comes now ends it. */
  readonly stop: { when: string };
}

/** Trains until the end, or until it is asked to stop, which may be before the device is there. */
async function trainUntil(
  interrupt: Interrupt,
  { folder, request, plan, replaced, progress, stop }: Run,
): Promise<void> {
  const { settings } = plan;
  const device = await openDevice(request.device, devicesAlong(request.mesh), request.run);
  const experiment = makeExperiment(settings);
  const { batches: _, ...fingerprint } = settingsAtBegin(plan);
  // A run that is to be replaced stays until the new one has its first checkpoint, and so is known to work.
  const isBegun = (batches: number): boolean => replaced.length === 0 || batches > 0;
  if (!request.resume && replaced.length === 0) writeHyperparameters(folder, plan);
  const save = (batches: number, bytes: Uint8Array): void => {
    if (!isBegun(batches)) return;
    for (const name of replaced.splice(0)) if (name !== files.events || !request.tensorboard) folder.remove(name);
    writeHyperparameters(folder, plan);
    folder.write(files.checkpoint, bytes);
  };
  const events = request.tensorboard && writesFiles(request.run) ? eventLog(folder, request.resume) : noEventLog;
  const watch = stopwatch();
  try {
    const { model, history, batches, ended } = await experiment.context
      .train({
        nBatches: settings.batches,
        batchSize: settings.batchSize,
        learningRate: settings.learningRate,
        whereTrain: experiment.whereTrain,
        ...keepingOptions(settings),
        ...endingOptions(request),
        key: experiment.trainingKey,
        logStep: Math.min(plan.logStep, settings.batches),
        settings: fingerprint,
        ...(request.mesh !== null && { mesh: meshOn(request, request.mesh, device) }),
        checkpoints: { save, load: () => folder.read(files.checkpoint) },
        restoreCheckpoint: request.resume,
        signal: interrupt.signal,
        onBatch: ({ batch, loss }) => {
          watch.lap();
          events.iteration(batch + 1, loss?.total ?? null);
          progress.iteration(batch + 1, loss?.total ?? null);
        },
        onLog: (event) => {
          const { batch, loss, validation } = event;
          events.logged(event);
          progress.validation(batch + 1, loss.total, validation.total);
        },
      })
      .catch((error: unknown) => {
        throw unusable(request, folder, error);
      });
    progress.close();
    if (ended === "early") process.stdout.write(`Ended early, after ${batches} of ${settings.batches} iterations.\n`);
    // From here on it is a matter of a second, and every file is written in one go: a signal may end the process, but not one of several.
    if (request.run === null) interrupt.close();
    stop.when = "when the results are written";

    if (ended === "nan") throw diverged(request, settings, batches);
    if (ended === "stopped") {
      process.exitCode = exitCodes[interrupt.received() ?? "SIGINT"];
      process.stdout.write(
        isBegun(batches)
          ? stopped(request, settings, folder, batches)
          : `Stopped before the first iteration; ${shellWord(folder.display("", userFolder()))} is as it was.\n`,
      );
      return;
    }
    const evaluation = await evaluate(experiment, model, settings);
    if (!Number.isFinite(evaluation.total)) throw diverged(request, settings, batches);
    const losses = historyRecord(history, batches, settings.replicates);
    const trained = await deviceGet(model);
    const subject = await figureSubject(experiment, trained, settings, evaluation.states, losses);
    if (!writesFiles(request.run)) return;
    await writeKeptValues(folder, history);
    writeResults(folder, trained, plan, {
      settings,
      history: losses,
      evaluation,
      figures: makeFigures(subject, ({ isChosen }) => isChosen !== true),
      timing: watch.timing(),
      origin: originOf(request, device),
    });
    const whole = quantities.batches.default;
    if (request.command === "demo" && settings.batches < whole) {
      const command = invocation("train", { ...settings, batches: whole }, deviceOption(request));
      process.stdout.write(`\nAll ${whole} iterations:\n  ${command}\n`);
    }
  } finally {
    // An open GPU may keep the process from ending.
    if ("destroy" in device) (device as WebGpuDevice | XlaDevice).destroy();
  }
}

/** The files of a run that is in the folder already, which the user has to allow to be replaced. */
function filesOfRun({ command, overwrite }: Request, folder: RunFolder): string[] {
  const found = Object.values(files).filter((name) => folder.has(name));
  if (found.length === 0 || overwrite) return found;
  throw new UsageError({
    operation: command,
    received: `an output folder with a run in it: ${folder.path} has ${found.join(", ")}`,
    expected: "a folder without one",
    remedy: "go on with that run with --resume, replace it with --overwrite, or choose another folder with --output",
  });
}

/** Whether all results of a run are there. The model is written last, and says of which run it is. */
function isFinished(folder: RunFolder, plan: RunPlan): boolean {
  const model = folder.read(files.model);
  if (model === null || !folder.has(files.history) || !folder.has(files.report)) return false;
  try {
    const { hyperparameters = "{}" } = savedMetadata(model);
    const record = JSON.parse(hyperparameters) as Partial<Settings>;
    const settings = settingsAtBegin(plan);
    return allNames.every((name) => record[name] === settings[name]);
  } catch {
    // It is damaged, and will be written anew.
    return false;
  }
}

/** What the trainer has to keep; it counts batches from 0. */
function keepingOptions({
  keep,
}: Settings): Pick<TrainOptions<unknown, unknown>, "gradientNorms" | "saveModelParameters" | "saveTrialSpecs"> {
  const { gradients, parameters, trials } = parseKeptValues("--keep", keep);
  const fromZero = (iterations: readonly number[]): number[] => iterations.map((iteration) => iteration - 1);
  return {
    gradientNorms: gradients,
    saveModelParameters: typeof parameters === "boolean" ? parameters : fromZero(parameters),
    ...(trials.length > 0 && { saveTrialSpecs: fromZero(trials) }),
  };
}

/** When the trainer ends the run, and keeps checkpoints besides those of validations. */
function endingOptions({ patience, stopBelow, checkpointSeconds, checkpointIterations }: Request) {
  return {
    ...(patience !== null && { patience }),
    ...(stopBelow !== null && { stopBelow }),
    ...(checkpointSeconds !== null && { checkpointSeconds }),
    ...(checkpointIterations !== null && { checkpointBatches: checkpointIterations.map((iteration) => iteration - 1) }),
  };
}

/** Writes parameters and trials that were kept on the way. */
async function writeKeptValues(folder: RunFolder, { modelParameters, trialSpecs }: HistoryOf<RunModel>): Promise<void> {
  if (modelParameters !== undefined) folder.write(files.parameters, savez(await arraysByPlace(modelParameters)));
  if (trialSpecs === undefined) return;
  const trials = Object.entries(trialSpecs).map(async ([batch, { inits, inputs, targets, intervene }]) => {
    const values = { inits: inits, inputs, targets: targets, intervene };
    const arrays = await arraysByPlace(values);
    return Object.entries(arrays).map(([place, value]) => [`${Number(batch) + 1}.${place}`, value] as const);
  });
  folder.write(files.trials, savez(Object.fromEntries((await Promise.all(trials)).flat())));
}

/** The arrays of a tree by their places: `step.net.hidden.weightIh`. */
async function arraysByPlace(tree: unknown): Promise<Record<string, NDArray>> {
  const [entries] = flattenWithPath(await deviceGet(tree), undefined);
  const arrays = entries.filter((entry): entry is [(typeof entry)[0], NDArray] => isArray(entry[1]));
  return Object.fromEntries(arrays.map(([path, leaf]) => [keyString(path, { simple: true, separator: "." }), leaf]));
}

/** When, by what and on what the run is made. */
function originOf({ device: name }: Request, device: Device): Origin {
  const host = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return {
    date: new Date(),
    version,
    device: name === device.name ? `${name} (${host})` : `${name} on ${device.name} (${host})`,
  };
}

/** A bar where there is a terminal to draw it on, lines elsewhere. */
function progressOf({ quiet, run }: Request, { batches }: Settings): Progress {
  if (quiet || !writesFiles(run)) return silent;
  return process.stderr.isTTY ? barProgress(process.stderr, batches) : lineProgress(process.stderr, batches);
}

/** The option that names the device, where it is not the usual one. */
function deviceOption({ device, mesh, run }: Request): string[] {
  return [
    ...(device === "wasm" ? [] : [`--device ${device}`]),
    ...(mesh === null ? [] : [`--mesh ${meshText(mesh)}`]),
    ...(run === null
      ? []
      : [`--coordinator ${run.coordinator} --processes ${run.processes} --process-id ${run.processId}`]),
  ];
}

/** The mesh over the devices that there are. */
function meshOn({ command, device: name }: Request, axes: MeshAxes, device: Device): Mesh {
  const { members } = device;
  if (members !== undefined) return makeMesh([...axes.values()], [...axes.keys()], { devices: members });
  throw new UsageError({
    operation: `${command} --mesh`,
    received: `${meshText(axes)} on the device ${name}, which is one`,
    expected: "a device that is several",
    remedy: "add --device xla, or --device virtual to try it out",
  });
}

/** How to go on with a run. */
function resumption(request: Request, folder: RunFolder, more: readonly string[] = []): string {
  const output = `--output ${shellWord(folder.display("", userFolder()))}`;
  return invocation(request.command, {}, [...deviceOption(request), output, "--resume", ...more]);
}

/** The lines that end a run which a signal has stopped. */
function stopped(request: Request, settings: Settings, folder: RunFolder, batches: number): string {
  const checkpoint = folder.display(files.checkpoint, userFolder());
  return `Stopped after ${batches} of ${settings.batches} iterations; ${checkpoint} holds them.\nTo go on:\n  ${resumption(request, folder)}\n`;
}

/** The iterations that a history tells of; null if it cannot be read. */
function iterationsDone(folder: RunFolder): number | null {
  try {
    const { total } = JSON.parse(new TextDecoder().decode(folder.read(files.history) ?? undefined)) as HistoryRecord;
    return total.length;
  } catch {
    return null;
  }
}

/** The lines for a run that has nothing left to do. */
function alreadyDone(request: Request, { batches }: Settings, folder: RunFolder): string {
  const report = folder.display(files.report, userFolder());
  const done = iterationsDone(folder) ?? batches;
  const told =
    done < batches
      ? `The run ended early, after ${done} of ${batches} iterations`
      : `All ${batches} iterations are done`;
  return `${told}; ${report} shows them.\nTo train on:\n  ${resumption(request, folder, [`--batches ${2 * batches}`])}\n`;
}

/** What is wrong with a checkpoint, told of the file that the user has to do with. */
function unusable({ command }: Request, folder: RunFolder, error: unknown): unknown {
  if (!(error instanceof UsageError) || error.operation !== "restoreCheckpoint") return error;
  return new UsageError(
    {
      operation: `${command} --resume`,
      received: `${folder.display(files.checkpoint, userFolder())}: ${error.received}`,
      expected: error.expected,
      remedy: `put back the checkpoint that belongs to ${files.hyperparameters}, or begin anew without --resume`,
    },
    { cause: error },
  );
}

function diverged({ command }: Request, settings: Settings, batches: number): UsageError {
  return new UsageError({
    operation: command,
    received: `losses or weights that are not finite numbers; ${batches === 0 ? "no checkpoint had been written" : `the latest checkpoint is of iteration ${batches}`}`,
    expected: "losses and weights that stay finite",
    remedy: `choose a --learning-rate smaller than ${settings.learningRate}`,
  });
}
