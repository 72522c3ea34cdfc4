/*
 * The training iteration of each body and task beside a program of the same model in JAX (tooling/reference/limb_models.py), each in a process of its own, in
 * turns, on one thread and on two. What is shown is the best of all rounds, as load makes times only longer.
 *
 *     npx tsx --conditions=@proj/source bench/models.ts --python <python with jax and optax> --iterations 20 --rounds 3
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { full, type NDArray } from "@proj/array";
import { makeTrainStep, partitionModel, trainedLeaves } from "@proj/feedbax";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { adam, injectHyperparams } from "@proj/optim";
import { defaultSettings, presets, type Settings } from "../cli/command-line/settings.ts";
import { makeExperiment } from "../cli/run/experiment.ts";

type Subject = Pick<Settings, "body" | "task">;

/** Milliseconds of the first call, which traces, compiles and runs, and of iterations after it. */
interface Times {
  readonly first: number;
  readonly best: number;
  readonly median: number;
  /** Of all processors together. */
  readonly processor: number;
}

const subjects: readonly Subject[] = [
  { body: "point-mass", task: "simple-reaches" },
  { body: "point-mass", task: "delayed-reaches" },
  { body: "arm", task: "simple-reaches" },
  { body: "muscled-arm", task: "simple-reaches" },
];

/** What Feedbax itself takes where it was measured (jaxlib 0.5.1 on two cores, other work beside it), by number of threads. */
const feedbax: Readonly<Record<string, string>> = {
  "point-mass simple-reaches 1": "93 ms of processor time",
  "point-mass simple-reaches 2": "87 ms, 120 ms of processor time; first call 4 s",
};

const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    batch: { type: "string", default: "250" },
    python: { type: "string", default: process.env["PROJ_PYTHON"] ?? "" },
    one: { type: "string" },
    threads: { type: "string", default: "2" },
  },
});

if (values.one !== undefined) {
  const [body, task] = values.one.split(" ") as [Settings["body"], Settings["task"]];
  console.log(JSON.stringify(measure({ body, task })));
} else {
  compare();
}

/** Times one model in this process. */
function measure(subject: Subject): Times {
  setDefaultTarget(wasm({ threads: Number(values.threads) }));
  const iterations = Number(values.iterations);
  const settings = { ...defaultSettings, ...presets[subject.body], ...subject };
  const { context, trainingKey } = makeExperiment(settings);
  const { model, task, whereTrain } = context;
  const { trained: initial, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
  const { learningRate } = settings;
  const optimizer = injectHyperparams((rates) => adam(rates.learningRate), { learningRate });
  const run = { batchSize: Number(values.batch), nBatches: 10_000, nReplicates: null, ensembleRandomTrials: true };
  const step = makeTrainStep({ task, loss: task.lossFunc, optimizer, rest, ...run });
  let state = { trained: initial, optState: optimizer.init(initial) };
  const iterate = (batch: number): NDArray => {
    const index = full([], batch, { dtype: "int32" });
    const next = step(state.trained, state.optState, frozen, trainingKey, index);
    state = { trained: next.trained as typeof initial, optState: next.optState };
    return next.losses.total;
  };
  const began = performance.now();
  iterate(0).item();
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
  return { first, best: Math.min(...times), median, processor: (user + system) / 1000 / iterations };
}

/** Times all models in processes of their own, in turns, and prints the best of each. */
function compare(): void {
  const here = fileURLToPath(import.meta.url);
  const program = fileURLToPath(new URL("../../../tooling/reference/limb_models.py", import.meta.url));
  const sizes = ["--iterations", values.iterations, "--batch", values.batch];
  const row = (subject: Subject, threads: number) => ({ ...subject, threads, here: [] as Times[], JAX: [] as Times[] });
  const rows = subjects.flatMap((subject) => [1, 2].map((threads) => row(subject, threads)));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { body, task, threads, here: ours, JAX } of rows) {
      const one = ["--one", `${body} ${task}`, "--threads", String(threads)];
      const node = [process.execPath, "--conditions=@proj/source", "--import", "tsx", here, ...one, ...sizes];
      ours.push(timesOf(node, threads));
      if (values.python !== "") JAX.push(timesOf([values.python, program, body, task, ...sizes], threads));
      console.error(`round ${round + 1}: ${body}, ${task}, ${threads} ${threads === 1 ? "thread" : "threads"}`);
    }
  }
  console.log("| model | threads | | iteration | processor time | first call |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const { body, task, threads, ...libraries } of rows) {
    for (const [name, all] of Object.entries(libraries)) {
      if (all.length === 0) continue;
      const best = (of: (times: Times) => number) => milliseconds(Math.min(...all.map(of)));
      const times = [best((t) => t.best), best((t) => t.processor), best((t) => t.first)];
      console.log(`| ${[`${body}, ${task}`, threads, name, ...times].join(" | ")} |`);
    }
    const published = feedbax[`${body} ${task} ${threads}`];
    if (published !== undefined) console.log(`| ${body}, ${task} | ${threads} | Feedbax | ${published} | | |`);
  }
}

function milliseconds(time: number): string {
  return `${time < 100 ? time.toFixed(1) : time.toFixed(0)} ms`;
}

/** The times that a program prints, which runs on as many cores as it has threads. */
function timesOf([command = "", ...words]: readonly string[], threads: number): Times {
  const cores = threads === 1 ? "0" : `0-${threads - 1}`;
  const output = execFileSync("taskset", ["-c", cores, command, ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, JAX_PLATFORMS: "cpu" },
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Times;
}
