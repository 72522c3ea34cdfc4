/*
 * Trains the model in full, for several seeds, with noise and without, and prints the levels of loss that it reaches:
 *
 *   tsx --conditions=@proj/source bench/training-levels.ts [batches] [seeds] [noise|quiet|both]
 *
 * The validation loss is the mean over 40 keys, since noise stays on in validation. The training loss is the mean of the last
 * 50 batches beside that of the last one, because one batch is a noisy sample.
 */
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { key, split } from "@proj/random";
import { pointMassNNSimpleReaches, type PointMassNNSimpleReachesOptions } from "../src/index.ts";

setDefaultTarget(wasm());

const [nBatches = 2000, nSeeds = 3] = process.argv.slice(2, 4).map(Number);
const which = process.argv[4] ?? "both";
const validationKeys = 40;

const settings: Record<string, Omit<PointMassNNSimpleReachesOptions, "key">> = {};
if (which !== "quiet") settings["noise"] = {};
if (which !== "noise") settings["quiet"] = { feedbackNoiseStd: 0, motorNoiseStd: 0 };

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

for (const [name, options] of Object.entries(settings)) {
  for (let seed = 0; seed < nSeeds; seed++) {
    const [modelKey, trainKey, validationKey] = [0, 1, 2].map((index) => split(key(seed), 3).get(index));
    const context = pointMassNNSimpleReaches({ ...options, key: modelKey! });
    const losses: number[] = [];
    const start = performance.now();
    const { model } = await context.train({
      nBatches,
      batchSize: 250,
      logStep: nBatches,
      key: trainKey!,
      onBatch: ({ loss }) => losses.push(loss?.total ?? NaN),
    });
    const seconds = (performance.now() - start) / 1000;
    const keys = split(validationKey!, validationKeys);
    const validation = Array.from({ length: validationKeys }, (_, index) =>
      context.task.evalWithLoss(model, keys.get(index))[1].total.item(),
    );
    console.log(
      [
        `${name}, seed ${seed}: first loss ${losses[0]!.toFixed(2)}`,
        `last ${losses.at(-1)!.toExponential(3)}`,
        `mean of the last 50 ${mean(losses.slice(-50)).toExponential(3)}`,
        `validation ${mean(validation).toExponential(3)}`,
        `${seconds.toFixed(1)} s, ${(nBatches / seconds).toFixed(1)} iterations/s`,
      ].join(", "),
    );
  }
}
