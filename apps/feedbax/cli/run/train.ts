import { deviceGet, UsageError, type Device } from "@proj/array";
import { init } from "@proj/feedbax";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import { saveLeaves } from "@proj/module";
import type { Request } from "../command-line/command-line.ts";
import { userFolder } from "../command-line/command-line.ts";
import { evaluate } from "./evaluation.ts";
import type { Context } from "./experiment.ts";
import { makeExperiment } from "./experiment.ts";
import type { FinishedRun, Origin } from "./finished-run.ts";
import { runRecord, summary } from "./finished-run.ts";
import { historyRecord } from "./history-record.ts";
import { resumedSettings, writeHyperparameters } from "../run-folder/hyperparameters.ts";
import { version } from "../command-line/version.ts";
import { exitCodes, listenForInterrupt } from "../terminal/interrupt.ts";
import { invocation } from "../command-line/invocation.ts";
import type { Progress } from "../terminal/progress.ts";
import { barProgress, lineProgress, silent } from "../terminal/progress.ts";
import { report } from "../report/report.ts";
import type { RunFolder } from "../run-folder/run-folder.ts";
import { files, openRunFolder } from "../run-folder/run-folder.ts";
import type { Settings } from "../command-line/settings.ts";
import { settings as quantities } from "../command-line/settings.ts";
import { stopwatch } from "../terminal/stopwatch.ts";

/**
 * Trains as requested, shows how it goes, and writes the results.
 *
 * Sets the exit code of the process when a signal ended the run.
 *
 * @throws UsageError when the folder or the checkpoint do not fit the request, or training diverges
 */
export async function train(request: Request): Promise<void> {
  const settings = request.resume ? resumedSettings(request) : request.settings;
  const folder = openRunFolder(request.command, request.output);
  if (!request.resume) beginAnew(request, folder);

  const device = await init(request.device);
  const experiment = makeExperiment(settings);
  const progress = progressOf(request, settings);
  const interrupt = listenForInterrupt(() =>
    progress.say("Stopping after this iteration; once more stops at once, without a checkpoint."),
  );
  const watch = stopwatch();
  try {
    const { model, history, batches, ended } = await experiment.context
      .train({
        nBatches: settings.batches,
        batchSize: settings.batchSize,
        learningRate: settings.learningRate,
        key: experiment.trainingKey,
        logStep: Math.min(request.logStep ?? Math.ceil(settings.batches / 10), settings.batches),
        checkpoints: {
          save: (_batches, bytes) => folder.write(files.checkpoint, bytes),
          load: () => folder.read(files.checkpoint),
        },
        restoreCheckpoint: request.resume,
        signal: interrupt.signal,
        onBatch: ({ batch, loss }) => {
          watch.lap();
          progress.iteration(batch + 1, loss?.total ?? null);
        },
        onLog: ({ batch, loss, validation }) => progress.validation(batch + 1, loss.total, validation.total),
      })
      .catch((error: unknown) => {
        throw request.resume && watch.timing().iterations === 0 ? unusable(request, folder, error) : error;
      });
    progress.close();
    // From here on it is a matter of a second, and every file is written in one go: a signal may end the process.
    interrupt.close();

    if (ended === "nan") throw diverged(request, settings, batches);
    if (ended === "stopped") {
      process.exitCode = exitCodes[interrupt.received() ?? "SIGINT"];
      process.stdout.write(stopped(request, settings, folder, batches));
      return;
    }
    writeResults(folder, await deviceGet(model), {
      settings,
      history: historyRecord(history, batches, settings.replicates),
      evaluation: await evaluate(experiment, model, settings.replicates),
      timing: watch.timing(),
      origin: originOf(request, device),
    });
    const whole = quantities.batches.default;
    if (request.command === "demo" && settings.batches < whole) {
      const command = invocation("train", { ...settings, batches: whole }, deviceOption(request));
      process.stdout.write(`\nAll ${whole} iterations:\n  ${command}\n`);
    }
  } finally {
    progress.close();
    interrupt.close();
    // An open GPU may keep the process from ending.
    if ("destroy" in device) (device as WebGpuDevice).destroy();
  }
}

/** Clears the folder for a new run. */
function beginAnew({ command, settings, overwrite }: Request, folder: RunFolder): void {
  const found = Object.values(files).filter((name) => folder.has(name));
  if (found.length > 0 && !overwrite) {
    throw new UsageError({
      operation: command,
      received: `an output folder with a run in it: ${folder.path} has ${found.join(", ")}`,
      expected: "a folder without one",
      remedy: "go on with that run with --resume, replace it with --overwrite, or choose another folder with --output",
    });
  }
  for (const name of found) folder.remove(name);
  writeHyperparameters(folder, settings);
}

/** Writes the files of a finished run, and says where they are. */
function writeResults(folder: RunFolder, model: Context["model"], run: FinishedRun): void {
  folder.write(files.model, saveLeaves(model, { metadata: { hyperparameters: JSON.stringify(run.settings) } }));
  folder.write(files.history, JSON.stringify(run.history));
  folder.write(files.report, report(runRecord(run)));
  process.stdout.write(summary(run, folder, userFolder()));
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
function progressOf({ quiet }: Request, { batches }: Settings): Progress {
  if (quiet) return silent;
  return process.stderr.isTTY ? barProgress(process.stderr, batches) : lineProgress(process.stderr, batches);
}

/** The option that names the device, where it is not the usual one. */
function deviceOption({ device }: Request): string[] {
  return device === "wasm" ? [] : [`--device ${device}`];
}

/** The lines that end a run which a signal has stopped. */
function stopped(request: Request, settings: Settings, folder: RunFolder, batches: number): string {
  const from = userFolder();
  const options = [...deviceOption(request), `--output ${folder.display("", from)}`, "--resume"];
  const again = invocation(request.command, {}, options);
  return `Stopped after ${batches} of ${settings.batches} iterations; ${folder.display(files.checkpoint, from)} holds them.\nTo go on:\n  ${again}\n`;
}

/** What is wrong with a checkpoint, told of the file that the user has to do with. */
function unusable({ command }: Request, folder: RunFolder, error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
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
    received: `a loss that is not a number; the latest checkpoint is of iteration ${batches}`,
    expected: "a loss that stays finite",
    remedy: `choose a --learning-rate smaller than ${settings.learningRate}`,
  });
}
