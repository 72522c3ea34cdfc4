import { saveLeaves } from "@proj/module";
import { userFolder } from "../command-line/command-line.ts";
import { report } from "../report/report.ts";
import { planRecord, type RunPlan } from "../run-folder/hyperparameters.ts";
import { files, type RunFolder } from "../run-folder/run-folder.ts";
import type { Context } from "./experiment.ts";
import { runRecord, summary, type FinishedRun } from "./finished-run.ts";

/** Writes the files of a finished run, and says where they are. */
export function writeResults(folder: RunFolder, model: Context["model"], plan: RunPlan, run: FinishedRun): void {
  folder.write(files.history, JSON.stringify(run.history));
  folder.write(files.report, report(runRecord(run)));
  folder.write(files.model, saveLeaves(model, { metadata: { hyperparameters: JSON.stringify(planRecord(plan)) } }));
  process.stdout.write(summary(run, folder, userFolder()));
}
