import { loadLeaves, treeEqual } from "@proj/module";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withDefaults, type SettingName, type Settings } from "../../cli/command-line/settings.ts";
import { makeExperiment } from "../../cli/run/experiment.ts";
import { settingsAtBegin, writeHyperparameters } from "../../cli/run-folder/hyperparameters.ts";
import { files, openRunFolder } from "../../cli/run-folder/run-folder.ts";
import { feedbaxHere, type Outcome } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "feedbax-older-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => setDefaultTarget(wasm()));

const train = (output: string, ...words: readonly string[]): Promise<Outcome> =>
  feedbaxHere(folder, "train", "--output", output, ...words);
const pathOf = (...path: readonly string[]): string => join(folder, ...path);
const text = (...path: readonly string[]): string => readFileSync(pathOf(...path), "utf8");

const settings = withDefaults({ batches: 2, batchSize: 3, steps: 8, hiddenSize: 4 });
const words = ["--batch-size", "3", "--steps", "8", "--hidden-size", "4"];

/** Leaves behind what a run of two iterations does that began before there were some settings. */
async function beginBefore(assumed: readonly SettingName[], output: string): Promise<void> {
  const plan = { settings, logStep: 1, assumed };
  const run = openRunFolder("train", pathOf(output));
  writeHyperparameters(run, plan);
  const { context, whereTrain, trainingKey } = makeExperiment(settings);
  const { batches: nBatches, ...began } = settingsAtBegin(plan) as Settings;
  await context.train({
    nBatches,
    batchSize: settings.batchSize,
    learningRate: settings.learningRate,
    whereTrain,
    key: trainingKey,
    logStep: 1,
    settings: began,
    checkpoints: { save: (_, bytes) => run.write(files.checkpoint, bytes), load: () => null },
  });
  run.close();
}

describe("a run that began before there were some settings", () => {
  test("goes on with their defaults, says them, and ends as a new one does", async () => {
    await beginBefore(["whereTrain", "keep"], "older");
    expect(text("older", files.hyperparameters)).not.toContain("keep");
    const { code, stderr } = await train("older", "--resume", "--batches", "4");
    expect(code).toBe(0);
    expect(stderr).toContain(
      "older/hyperparameters.json is older than some settings, which count as --where-train network, --keep none.\n",
    );
    await train("new", "--batches", "4", "--log-step", "1", ...words);
    expect(text("older", files.history)).toBe(text("new", files.history));
    const weights = (output: string) =>
      loadLeaves(readFileSync(pathOf(output, files.model)), makeExperiment(settings).context.model);
    expect(treeEqual(weights("older"), weights("new"))).toBe(true);

    // Its files stay without them, so that it can go on once more, and is known to be finished.
    expect((await train("older", "--resume", "--batches", "5")).code).toBe(0);
    expect((await train("older", "--resume")).stdout).toContain("All 5 iterations are done");
    const evaluated = await feedbaxHere(folder, "evaluate", "--output", "older");
    expect([evaluated.code, evaluated.stderr]).toEqual([0, expect.stringContaining("is older than some settings")]);
  });

  test("does not go on with others, nor without settings that were taken out", async () => {
    await beginBefore(["keep"], "taken");
    const other = await train("taken", "--resume", "--keep", "gradients");
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining("--keep gradients, for a run that began with --keep none"),
    ]);
    const { whereTrain: _, ...record } = JSON.parse(text("taken", files.hyperparameters)) as Settings;
    writeFileSync(pathOf("taken", files.hyperparameters), JSON.stringify(record));
    const without = await train("taken", "--resume");
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("has been changed since it was written")]); // prettier-ignore
  });
});

test("so does a sweep", async () => {
  const sweep = (...more: readonly string[]): Promise<Outcome> =>
    feedbaxHere(folder, "sweep", "--output", "sweep", ...more);
  const config = pathOf("grid.json");
  const { batches, batchSize, steps, hiddenSize } = settings;
  writeFileSync(
    config,
    JSON.stringify({ settings: { batches, batchSize, steps, hiddenSize }, grid: { seed: [1, 2] } }),
  );
  const whole = await sweep("--config", config, "--quiet");
  expect(whole.code).toBe(0);
  const { varied, points } = JSON.parse(text("sweep", "sweep.json")) as {
    readonly varied: readonly string[];
    readonly points: readonly Settings[];
  };
  const before = points.map(({ keep: _, ...others }) => others);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([varied, before]))
    .digest("hex")
    .slice(0, 16);
  writeFileSync(pathOf("sweep", "sweep.json"), JSON.stringify({ fingerprint, varied, points: before }));
  const resumed = await sweep("--resume");
  expect(resumed.stdout.split("\n")[0]).toBe(whole.stdout.split("\n")[0]);
  expect(resumed.stderr).toContain("sweep/sweep.json is older than some settings, which count as --keep none.\n");
  writeFileSync(pathOf("sweep", "sweep.json"), JSON.stringify({ fingerprint, varied, points: before.slice(1) }));
  expect((await sweep("--resume")).stderr).toContain("has been changed since it was written");
});
