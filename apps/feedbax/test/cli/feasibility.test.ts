import { array } from "@proj/array";
import { makeTrainStep, partitionModel, trainedLeaves } from "@proj/feedbax";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { adam } from "@proj/optim";
import { key } from "@proj/random";
import { describe, expect, test } from "vitest";
import { defaultSettings, type Settings } from "../../cli/command-line/settings.ts";
import { makeExperiment } from "../../cli/run/experiment.ts";
import { checkFeasible, estimateArrayBytes } from "../../cli/run/feasibility.ts";

const defaults = defaultSettings;
const check = (changes: Partial<Settings>) => {
  const request = {
    command: "train",
    device: "wasm",
    checkpointIterations: null,
  } as const;
  checkFeasible(request, { ...defaults, ...changes });
};

describe("what a run needs", () => {
  // Where the sums for the weights are taken in chunks of steps, half of the memory is enough, and for each thread an eighth of that
  // where a piece of the trials goes forwards and backwards at once.
  test.each([
    [{}, 8],
    [{ hiddenSize: 100 }, 8],
    [{ batchSize: 1000 }, 1],
  ])("is estimated at its most: %j", (changes, pieces) => {
    setDefaultTarget(wasm());
    const settings = { ...defaults, ...changes };
    const { context } = makeExperiment(settings);
    const { trained, frozen, rest } = partitionModel(context.model, trainedLeaves(context.model, context.whereTrain));
    const optimizer = adam(0.01);
    const run = { batchSize: settings.batchSize, nBatches: 10, nReplicates: null, ensembleRandomTrials: true };
    const step = makeTrainStep({ task: context.task, loss: context.task.lossFunc, optimizer, rest, ...run });
    const index = array(0, { dtype: "int32" });
    const { arenaBytes } = step.lower(trained, optimizer.init(trained), frozen, key(1), index);
    expect(estimateArrayBytes(settings) / arenaBytes).toBeGreaterThan(0.9);
    expect(estimateArrayBytes(settings) / arenaBytes).toBeLessThan(2.5 * pieces);
  });

  test("is no objection to the defaults, nor to late feedback in trials that are long enough", () => {
    check({});
    check({ delay: 97 });
    check({ delay: 0, steps: 2 });
  });

  test.each([
    [{ batches: 10_000_000 }, "the losses of --batches 10000000 with --replicates 1, which need about 1.12 GiB"],
    [{ batchSize: 1_000_000 }, "--batch-size 1000000 trials of --steps 100 with --hidden-size 50 and --replicates 1"],
    [{ steps: 100_000 }, "trials of --steps 100000"],
    [{ hiddenSize: 10_000 }, "--hidden-size 10000"],
    [{ replicates: 1000 }, "--replicates 1000, which need about"],
    [{ batches: 100_000, replicates: 60, batchSize: 1 }, "the losses of --batches 100000 with --replicates 60"],
    [{ delay: 500 }, "feedback that comes 500 steps late, in trials of 100 states"],
    [{ delay: 98 }, "feedback that comes 98 steps late"],
    [{ delay: 1, steps: 3 }, "feedback that comes 1 steps late, in trials of 3 states"],
  ])("is refused where it is too much: %j", (changes, message) => {
    expect(() => check(changes)).toThrow(message);
  });
});
