/*
 * The training iteration of each body and task of the command line: time of the first call, which traces and compiles, then of steady
 * iterations, on the clock and on the processor, which load changes least.
 *
 *     npx tsx --conditions=@proj/source bench/models.ts --iterations 20
 */
import { full, type NDArray } from "@proj/array";
import { makeTrainStep, partitionModel, trainedLeaves } from "@proj/feedbax";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { adam, injectHyperparams } from "@proj/optim";
import { defaultSettings, presets, type Settings } from "../cli/command-line/settings.ts";
import { makeExperiment } from "../cli/run/experiment.ts";
import { benchOptions } from "./harness/options.ts";

const subjects: readonly Pick<Settings, "body" | "task">[] = [
  { body: "point-mass", task: "simple-reaches" },
  { body: "point-mass", task: "delayed-reaches" },
  { body: "arm", task: "simple-reaches" },
  { body: "muscled-arm", task: "simple-reaches" },
];

setDefaultTarget(wasm());
const { iterations, batchSize } = benchOptions();
for (const subject of subjects) {
  const settings = { ...defaultSettings, ...presets[subject.body], ...subject };
  const { context, trainingKey } = makeExperiment(settings);
  const { model, task, whereTrain } = context;
  const { trained: initial, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
  const { learningRate } = settings;
  const optimizer = injectHyperparams((rates) => adam(rates.learningRate), { learningRate });
  const run = { batchSize, nBatches: 10_000, nReplicates: null, ensembleRandomTrials: true };
  const step = makeTrainStep({ task, loss: task.lossFunc, optimizer, rest, ...run });
  let state = { trained: initial, optState: optimizer.init(initial) };
  const iterate = (batch: number): NDArray => {
    const index = full([], batch, { dtype: "int32" });
    const next = step(state.trained, state.optState, frozen, trainingKey, index);
    state = { trained: next.trained as typeof initial, optState: next.optState };
    return next.losses.total;
  };
  const began = performance.now();
  const loss = iterate(0).item();
  const first = performance.now() - began;
  for (let batch = 1; batch < 4; batch++) iterate(batch).item();
  const times: number[] = [];
  const processor = process.cpuUsage();
  for (let batch = 4; batch < 4 + iterations; batch++) {
    const start = performance.now();
    iterate(batch).item();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(processor);
  const median = times.toSorted((a, b) => a - b)[times.length >> 1]!;
  console.log(
    `${subject.body}, ${subject.task}: first call ${first.toFixed(0)} ms, loss ${loss.toPrecision(4)}; iteration ` +
      `best ${Math.min(...times).toFixed(1)} ms, median ${median.toFixed(1)} ms, ${((user + system) / 1000 / iterations).toFixed(1)} ms of processor time`,
  );
}
