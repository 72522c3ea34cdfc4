import type { Evaluation } from "./evaluation.ts";
import { evaluationKeys } from "./evaluation.ts";
import type { HistoryRecord } from "./history-record.ts";
import { bodies, tasks } from "./bodies.ts";
import { invocation } from "../command-line/invocation.ts";
import { counted, unitBehind } from "../report/counted.ts";
import { duration } from "../terminal/pace.ts";
import { formatLoss } from "../terminal/progress.ts";
import type { MadeFigure } from "../figures/figure-table.ts";
import type { Row, RunRecord } from "../report/run-record.ts";
import { metresPerSecond, millimetres } from "../report/accuracy.ts";
import type { RunFolder } from "../run-folder/run-folder.ts";
import { files } from "../run-folder/run-folder.ts";
import type { Settings } from "../command-line/settings.ts";
import {
  choiceNames,
  choices,
  settingNames,
  settings as quantities,
  textNames,
  texts,
} from "../command-line/settings.ts";
import type { Timing } from "../terminal/stopwatch.ts";

/** What is known of a run that has ended. */
export interface FinishedRun {
  readonly settings: Settings;
  readonly history: HistoryRecord;
  readonly evaluation: Evaluation;
  /** What the report shows besides losses, reaches and activity. */
  readonly figures: readonly MadeFigure[];
  readonly timing: Timing;
  readonly origin: Origin;
}

/** When, by what and on what a run was made. */
export interface Origin {
  readonly date: Date;
  /** Of this application. */
  readonly version: string;
  /** What the model was trained on. */
  readonly device: string;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The loss of the last iteration, mean over replicates. */
function trainingLoss({ history }: FinishedRun): number {
  return mean(history.total.at(-1) ?? []);
}

/** Iterations and trials per second, or what there is to say when nothing was measured. */
function speed({ timing, settings }: FinishedRun): { readonly iterations: string; readonly trials: string } {
  if (timing.rate === 0) return { iterations: "not measured", trials: "fewer than two iterations" };
  const trials = timing.rate * settings.batchSize * settings.replicates;
  return {
    iterations: `${Number(timing.rate.toPrecision(3)).toLocaleString("en-US")} iterations/s`,
    trials: `${Math.round(trials).toLocaleString("en")} trials/s`,
  };
}

function times({ timing }: FinishedRun): string {
  return `${duration(timing.total)} in all, ${duration(timing.first)} of it until the first iteration was compiled and done`;
}

/** What pages of a run are called. */
export function titleOf({ body, task }: Settings): string {
  return `${tasks[task].name} with ${bodies[body].name}`;
}

/** What the report shows of a run. */
export function runRecord(run: FinishedRun): RunRecord {
  const { settings, history, evaluation } = run;
  const body = bodies[settings.body];
  const models = settings.replicates === 1 ? "A network" : counted(settings.replicates, "network");
  const units = counted(settings.hiddenSize, "gated recurrent unit");
  const trials = counted(history.total.length * settings.batchSize, "simulated trial");
  const { accuracy } = evaluation;
  const repeated = `mean ± SD over ${counted(accuracy.reaches.length * accuracy.repetitions * settings.replicates, "reach", "reaches")}`;
  const { iterations, trials: perSecond } = speed(run);
  return {
    title: titleOf(settings),
    summary: `${models} of ${units} learned from ${trials} ${body.does}.`,
    highlights: [
      { label: "Training loss", value: formatLoss(trainingLoss(run)), note: "last iteration" },
      {
        label: "Validation loss",
        value: formatLoss(evaluation.total),
        note: `mean over ${evaluationKeys} keys of the noise`,
      },
      {
        label: "Iterations",
        value: history.total.length.toLocaleString("en"),
        note: `of ${counted(settings.batchSize, "trial")} each`,
      },
      { label: "End-point error", value: millimetres(accuracy.all.endPointError), note: repeated },
      { label: "Peak speed", value: metresPerSecond(accuracy.all.peakSpeed), note: repeated },
      {
        label: "Speed",
        value: iterations.replace("iterations", "it"),
        note:
          run.timing.total === 0 ? "the report was made later" : `${perSecond}, ${duration(run.timing.total)} in all`,
      },
    ],
    losses: history,
    replicates: evaluation.replicates,
    figures: run.figures,
    accuracy,
    parameters: [
      ...choiceNames.map((name): Row => ({ label: choices[name].label, value: settings[name], unit: "" })),
      ...textNames.map((name): Row => ({ label: texts[name].label, value: settings[name], unit: "" })),
      ...settingNames.map((name): Row => {
        const { label, unit = "" }: { readonly label: string; readonly unit?: string } = quantities[name];
        return { label, value: String(settings[name]), unit: unitBehind(settings[name], unit) };
      }),
    ],
    finalLosses: Object.entries(history.terms).map(([term, curves]) => ({
      term,
      training: mean(curves.at(-1) ?? []),
      validation: evaluation.terms[term] ?? NaN,
    })),
    origin: originRows(run.origin),
    command: invocation("train", settings),
  };
}

function originRows({ date, version, device }: Origin): Row[] {
  const row = (label: string, value: string): Row => ({ label, value, unit: "" });
  return [
    row("date", `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`),
    row("version", `@proj/feedbax ${version}`),
    row("device", device),
  ];
}

/**
 * The lines that end a run.
 *
 * @param from - the folder where the user stands
 */
export function summary(run: FinishedRun, folder: RunFolder, from: string): string {
  const { evaluation, settings } = run;
  const { iterations, trials } = speed(run);
  const replicates = settings.replicates === 1 ? "" : ` and ${settings.replicates} replicates`;
  const file = (name: string, what: string) => `${folder.display(name, from)}  (${what})`;
  const rows: readonly (readonly [string, string])[] = [
    ["training loss", `${formatLoss(trainingLoss(run))}  (iteration ${run.history.total.length})`],
    [
      "validation loss",
      `${formatLoss(evaluation.total)} ± ${formatLoss(evaluation.standardError)}  (mean over ${evaluationKeys} keys of the noise${replicates}, standard error)`,
    ],
    ["speed", `${iterations}, ${trials}`],
    ["time", times(run)],
    ["report", file(files.report, "open it in a browser")],
    ["model", file(files.model, "weights by name")],
    ["history", file(files.history, "losses of each iteration")],
    ["settings", folder.display(files.hyperparameters, from)],
  ];
  return rows.map(([label, value]) => `${label.padEnd(17)}${value}\n`).join("");
}
