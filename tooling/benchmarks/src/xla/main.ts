/*
 * Programs on XLA, over the devices that the processor pretends to be, beside WebAssembly and beside JAX:
 *
 *     npx -y pnpm@12.21.0 bench --suite xla --jax <python>
 *
 * Times are those on the wall, of all that are in a row in turns. On one processor more devices are no faster; what counts is how far we are
 * from JAX, which runs the same program on the same devices.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copy, deviceGet, devicePut, full, isNDArray, ones, tanh, zeros, type NDArray } from "@proj/array";
import { makeMesh, NamedSharding, P, type Mesh } from "@proj/array/sharding";
import { valueAndGrad } from "@proj/autodiff";
import {
  makeTrainStep,
  partitionModel,
  pointMassNNSimpleReaches,
  trainedLeaves,
  type AbstractTask,
  type TrialModel,
} from "@proj/feedbax";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { adam } from "@proj/optim";
import { key } from "@proj/random";
import { map } from "@proj/tree";
import { exportStablehlo, init, type XlaDevice } from "@proj/xla";
import Table from "cli-table3";
import { Command } from "commander";
import { bestInTurns, type Run } from "../cpu/measure.ts";
import { JaxPeer } from "./peer.ts";

const options = new Command("bench --suite xla")
  .requiredOption("--jax <python>", "a Python with JAX")
  .option("--seconds <s>", "time for each measurement", "2")
  .option("--devices <list>", "numbers of devices", "1,2,4,8")
  .option("--steps <n>", "steps of a trial of the reaching model", "50")
  .parse()
  .opts<{ jax: string; seconds: string; devices: string; steps: string }>();

setDefaultTarget(wasm());
const seconds = Number(options.seconds);
const sizes = [1024, 256, 512] as const;
const folder = mkdtempSync(join(tmpdir(), "bench-xla-"));

const onWall =
  (work: (times: number) => Promise<unknown>): Run =>
  async (times) => {
    const start = performance.now();
    await work(times);
    return (performance.now() - start) / 1e3;
  };

type Weights = readonly [NDArray, NDArray];

/** The step of a perceptron of two layers. */
function perceptron(place: (x: NDArray, isCut: boolean) => NDArray): Run {
  const [batch, inputs, hidden] = sizes;
  const loss = (w: Weights, x: NDArray, y: NDArray): NDArray => tanh(x.matmul(w[0])).matmul(w[1]).sub(y).pow(2).mean();
  const step = jit((w: Weights, x: NDArray, y: NDArray): readonly [NDArray, Weights] => {
    const [value, [first, second]] = valueAndGrad(loss)(w, x, y);
    return [value, [w[0].sub(first.mul(0.1)), w[1].sub(second.mul(0.1))]];
  });
  let w: Weights = [place(full([inputs, hidden], 0.01), false), place(full([hidden, 1], 0.01), false)];
  const [x, y] = [place(ones([batch, inputs]), true), place(ones([batch, 1]), true)];
  return onWall(async (times) => {
    let value: NDArray = zeros([]);
    for (let k = 0; k < times; k++) [value, w] = step(w, x, y);
    await deviceGet(value);
  });
}

/** Iterations of the training of the reaching model, and the file in which their program is for Python. */
function reaching(mesh: Mesh | null) {
  const { model, task, whereTrain } = pointMassNNSimpleReaches({
    nSteps: Number(options.steps),
    hiddenSize: 50,
    key: key(0),
  });
  type State = typeof task extends AbstractTask<infer S> ? S : never;
  const { trained, frozen, rest } = partitionModel<TrialModel<State>>(model, trainedLeaves(model, whereTrain));
  const optimizer = adam(0.01);
  const run = { batchSize: 64, nBatches: 1000, nReplicates: null, ensembleRandomTrials: true, mesh };
  const step = makeTrainStep({ task, loss: task.lossFunc, optimizer, rest, ...run });
  const index = full([], 0, { dtype: "int32" });
  const place = <T>(tree: T): T => (mesh === null ? tree : devicePut(tree, new NamedSharding(mesh, P())));
  const given = place({ frozen, key: key(1), index });
  let state = place({
    trained: map((x: unknown) => (isNDArray(x) ? copy(x) : x), trained as unknown) as typeof trained,
    optState: optimizer.init(trained),
  });
  return {
    run: onWall(async (times) => {
      for (let k = 0; k < times; k++) {
        const next = step(state.trained, state.optState, given.frozen, given.key, given.index);
        state = { trained: next.trained, optState: next.optState };
      }
      await deviceGet(state.trained);
    }),
    file: (): string => {
      const { trained: t, optState } = state;
      const program = exportStablehlo(
        step as never,
        ...([t, optState, given.frozen, given.key, given.index] as never[]),
      );
      const file = join(folder, `reaching-${String(mesh?.size ?? 0)}.json`);
      writeFileSync(file, JSON.stringify(program));
      return file;
    },
  };
}

/** A small call, and the same whose result is read before the next. */
function calls(mesh: Mesh): readonly [Run, Run] {
  const step = jit((x: NDArray) => x.mul(0.5).add(1));
  let x = devicePut(ones(8), new NamedSharding(mesh, P("data")));
  const run = (isRead: boolean): Run =>
    onWall(async (times) => {
      for (let k = 0; k < times; k++) {
        x = step(x);
        if (isRead) await x.data();
      }
      await x.data();
    });
  return [run(false), run(true)];
}

const table = new Table({ head: ["", "ours", "JAX", "ours over JAX", "WebAssembly"], style: { head: [], border: [] } });
const digits = (x: number | undefined): string => (x === undefined ? "" : x.toPrecision(3));
function row(title: string, ours: number, jax?: number, other?: number): void {
  const cells = [title, digits(ours), digits(jax), jax === undefined ? "" : (ours / jax).toFixed(2), digits(other)];
  console.log(cells.join(" | "));
  table.push(cells);
}

async function transfers(device: XlaDevice): Promise<void> {
  for (const megabytes of [1, 64]) {
    const x = ones([megabytes * 2 ** 18]);
    const put = onWall(async (times) => {
      for (let k = 0; k < times; k++) {
        const placed = devicePut(x, device);
        if (k === times - 1) await placed.at(0).get().data();
        placed.dispose();
      }
    });
    const placed = devicePut(x, device);
    const get = onWall(async (times) => {
      for (let k = 0; k < times; k++) await placed.data();
    });
    const [there = NaN, back = NaN] = await bestInTurns([put, get], seconds / 4);
    row(`${String(megabytes)} MiB there [GB/s]`, (megabytes * 2 ** 20) / there / 1e9);
    row(`${String(megabytes)} MiB back [GB/s]`, (megabytes * 2 ** 20) / back / 1e9);
    placed.dispose();
  }
}

/** Seconds until the first step is done, with a cache that is empty and with one that is full. */
async function compilation(): Promise<void> {
  const times: number[] = [];
  for (const title of ["empty", "full"]) {
    const device = await init({
      python: options.jax,
      platform: "cpu",
      default: false,
      compilationCache: join(folder, "cache"),
    });
    times.push(await reaching(makeMesh([1], ["data"], { devices: device.members })).run(1));
    row(`first step of the reaching model, cache ${title} [s]`, times.at(-1)!);
    device.destroy();
  }
}

const counts = options.devices.split(",").map(Number);
await compilation();
for (const count of counts) {
  const device = await init({
    python: options.jax,
    platform: "cpu",
    devices: count,
    default: false,
    compilationCache: join(folder, "cache"),
  });
  const peer = new JaxPeer(options.jax, count);
  const mesh = makeMesh([count], ["data"], { devices: device.members });
  const on = `${String(count)} ${count === 1 ? "device" : "devices"}`;
  if (count === 1) await transfers(device);

  const [call, read] = calls(mesh);
  const peers = [(await peer.make("call")).run, (await peer.make("wait")).run];
  const [pipelined = NaN, waited = NaN, ...theirs] = await bestInTurns([call, read, ...peers], seconds / 4);
  row(`a call, ${on} [µs]`, 1e6 * pipelined, 1e6 * theirs[0]!);
  row(`a call and its result, ${on} [µs]`, 1e6 * waited, 1e6 * theirs[1]!);

  const place = (x: NDArray, isCut: boolean): NDArray => devicePut(x, new NamedSharding(mesh, isCut ? P("data") : P()));
  const runs = [perceptron(place), (await peer.make("perceptron", { sizes })).run];
  if (count === 1) runs.push(perceptron((x) => x));
  const [ours = NaN, jax = NaN, host] = await bestInTurns(runs, seconds);
  row(`steps of a perceptron per second, ${on}`, 1 / ours, 1 / jax, host === undefined ? undefined : 1 / host);

  const { run, file } = reaching(mesh);
  await run(1);
  const same = await peer.make("program", { file: file(), carry: ["trained", "optState"] });
  const reachingRuns = [run, same.run, ...(count === 1 ? [reaching(null).run] : [])];
  const [mine = NaN, its = NaN, wasmOne] = await bestInTurns(reachingRuns, seconds);
  row(
    `iterations of the reaching model per second, ${on}`,
    1 / mine,
    1 / its,
    wasmOne === undefined ? undefined : 1 / wasmOne,
  );
  peer.close();
  device.destroy();
}
console.log(table.toString());
rmSync(folder, { recursive: true });
process.exit(0);
