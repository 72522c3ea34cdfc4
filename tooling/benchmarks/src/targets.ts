/*
 * Every target beside the peers, in one run on one machine: the engines take turns within each row, so that a slow moment of
 * the machine hits all of them. Ratios within a row mean something; numbers of different runs do not compare.
 */
import { cpu, setDefaultDevice } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import Table from "cli-table3";
import { Command } from "commander";
import { provideWebGpu } from "./browser-globals.ts";
import type { Engine } from "./engine.ts";
import { own } from "./engines/own.ts";
import { measureInTurns } from "./measure.ts";
import { workloads } from "./workloads.ts";

const engineNames = ["wasm", "webgpu", "jax-js-wasm", "jax-js-webgpu"];

const options = new Command("bench")
  .option("--engines <list>", "what to measure", engineNames.join(","))
  .option("--sizes <list>", "sizes of square matrices", "256,512,1024,2048")
  .option("--elements <n>", "elements of long arrays", String(2 ** 22))
  .option("--batch <n>", "trials in a batch of the reaching model", "250")
  .option("--seconds <s>", "time for each measurement", "1")
  .option("--only <text>", "rows whose title contains this", "")
  .parse()
  .opts<{ engines: string; sizes: string; elements: string; batch: string; seconds: string; only: string }>();

const wanted = new Set(options.engines.split(","));
const engines: Engine[] = [];
let gpu: WebGpuDevice | null = null;

if (wanted.has("wasm")) {
  const target = wasm();
  engines.push(
    own("wasm", () => {
      setDefaultDevice(cpu);
      setDefaultTarget(target);
    }),
  );
}
if (wanted.has("webgpu") || wanted.has("jax-js-webgpu")) provideWebGpu();
if (wanted.has("webgpu")) {
  const device = (gpu = await init({ default: false }));
  console.log(`WebGPU adapter: ${device.adapter}`);
  engines.push(
    own("webgpu", () => {
      setDefaultDevice(device);
    }),
  );
}
if (wanted.has("jax-js-wasm") || wanted.has("jax-js-webgpu")) {
  const { init: start } = await import("@jax-js/jax");
  const { jaxJs } = await import("./engines/jax-js.ts");
  for (const device of ["wasm", "webgpu"] as const) {
    if (!wanted.has(`jax-js-${device}`)) continue;
    const started = await start(device);
    if (started.includes(device)) engines.push(jaxJs(device));
    else console.log(`jax-js has no ${device} here`);
  }
}

const table = new Table({
  head: ["", "unit", ...engines.map(({ name }) => name)],
  colAligns: ["left", "left", ...engines.map(() => "right" as const)],
  style: { head: [], border: [] },
});
const rows = workloads(options.sizes.split(",").map(Number), Number(options.elements), Number(options.batch));
for (const row of rows.filter(({ title }) => title.includes(options.only))) {
  const measured = await measureInTurns(
    engines.map((engine) => row.work(engine)),
    Number(options.seconds),
  );
  const cells = measured.map((one, index) => {
    if (one === null) return "cannot";
    if ("seconds" in one) return row.score(one.seconds).toPrecision(3);
    console.log(`${row.title} on ${engines[index]?.name ?? ""}: ${one.failure}`);
    return "failed";
  });
  console.log(`${row.title} (${row.unit}): ${cells.join(" | ")}`);
  table.push([row.title, row.unit, ...cells]);
}
console.log(table.toString());
gpu?.destroy();
process.exit(0);
