/*
 * Operations on WebAssembly beside JAX and NumPy, where there is a Python that has them, first on one thread and then on several:
 *
 *     npx -y pnpm@12.21.0 bench --suite cpu --jax <python>
 *
 * Times on one thread are those of the processor, so that other programs on the machine count little, and ratios within a row mean
 * something. Times on several threads are those on the wall, of ours and of the libraries in turns; a calibration in the same moments
 * says how many cores the machine gave, and rows in which it gave hardly more than one say nothing about threads.
 *
 * Ours disposes of each result, as Python does by counting references: `--keep` leaves that to the garbage collector.
 */
import type { NDArray } from "@proj/array";
import { jit, setDefaultTarget, type Target } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import Table from "cli-table3";
import { Command } from "commander";
import { Cores } from "./cores.ts";
import { bestInTurns, inThisProcess, type Clock, type Run } from "./measure.ts";
import { Peer, type Library } from "./peer.ts";
import { rows, type Row } from "./rows.ts";

const options = new Command("bench --suite cpu")
  .option("--jax <python>", "a Python with JAX, NumPy and SciPy")
  .option("--seconds <s>", "time for each measurement", "0.8")
  .option("--threads <n>", "threads of the second part; 1 leaves it out", "2")
  .option("--only <text>", "rows whose title contains this", "")
  .option("--keep", "leave results of ours to the garbage collector", false)
  .parse()
  .opts<{ jax?: string; seconds: string; threads: string; only: string; keep: boolean }>();

/** With fewer cores than this, times on several threads say nothing. */
const leastCores = 1.7;

const threads = Number(options.threads);
const libraries: readonly Library[] = options.jax === undefined ? [] : ["jax", "numpy"];
const peerOn = (threads: number, clock: Clock): Peer | null =>
  options.jax === undefined ? null : new Peer(options.jax, threads, clock);
const alone = { target: wasm({ threads: 1 }), peer: peerOn(1, "processor") };
// Inputs are made, and programs run that name no target, on one thread.
setDefaultTarget(alone.target);
const together =
  threads === 1 ? null : { target: wasm({ threads }), peer: peerOn(threads, "wall"), cores: new Cores() };

/** One of our targets as something that is measured. */
function ours(row: Row, inputs: readonly NDArray[], target: Target, clock: Clock): Run {
  const compiled = jit(row.f, { name: row.title, target });
  return inThisProcess(() => {
    const results = [compiled(...inputs)].flat();
    if (!options.keep) for (const result of results) result.dispose();
  }, clock);
}

async function milliseconds(runs: readonly Run[]): Promise<number[]> {
  return (await bestInTurns(runs, Number(options.seconds))).map((seconds) => 1e3 * seconds);
}

/** Milliseconds of ours on one thread, and of the libraries that have the row. */
async function onOneThread(row: Row, inputs: readonly NDArray[]): Promise<Record<"ours" | Library, number>> {
  const runs = [ours(row, inputs, alone.target, "processor")];
  const names: ("ours" | Library)[] = ["ours"];
  for (const library of libraries) {
    const source = row[library];
    if (alone.peer === null || source === undefined) continue;
    names.push(library);
    runs.push(await alone.peer.prepare(library, source, inputs));
  }
  const times = await milliseconds(runs);
  const of = (name: "ours" | Library): number => times[names.indexOf(name)] ?? NaN;
  return { ours: of("ours"), jax: of("jax"), numpy: of("numpy") };
}

/** What several threads take, how much faster they are than one, and how many cores there were. */
async function onThreads(
  row: Row,
  inputs: readonly NDArray[],
  { target, peer, cores }: NonNullable<typeof together>,
): Promise<{ readonly ours: number; readonly jax: number; readonly faster: number; readonly cores: number }> {
  const runs = [ours(row, inputs, alone.target, "wall"), ours(row, inputs, target, "wall")];
  if (peer !== null && row.jax !== undefined) runs.push(await peer.prepare("jax", row.jax, inputs));
  const before = cores.gauge();
  const [one = NaN, several = NaN, jax = NaN] = await milliseconds(runs);
  return { ours: several, jax, faster: one / several, cores: Math.min(before, cores.gauge()) };
}

const [product] = rows;
const productSpeed = product.flops / (await onOneThread(product, product.inputs())).ours / 1e6;
const digits = (x: number): string => (Number.isNaN(x) ? "" : x.toPrecision(3));
const table = new Table({
  head: [
    "ms",
    "ours",
    ...libraries,
    "GFLOP/s",
    "of our product",
    "wanted",
    "",
    ...(together === null ? [] : [`ours, ${String(threads)} threads`, "jax", "faster than one", "cores"]),
  ],
  style: { head: [], border: [] },
});
for (const row of rows.filter(({ title }) => title.includes(options.only))) {
  const inputs = row.inputs();
  const times = await onOneThread(row, inputs);
  const speed = (row.flops ?? NaN) / times.ours / 1e6;
  const share = speed / productSpeed;
  const { wanted } = row;
  const reached =
    wanted === undefined
      ? NaN
      : "of" in wanted
        ? wanted.most / (times.ours / times[wanted.of])
        : share / wanted.product;
  const several = together === null ? null : await onThreads(row, inputs, together);
  const cells = [
    row.title,
    digits(times.ours),
    ...libraries.map((library) => digits(times[library])),
    digits(speed),
    Number.isNaN(share) ? "" : `${(100 * share).toFixed(0)} %`,
    wanted === undefined
      ? ""
      : "of" in wanted
        ? `≤ ${String(wanted.most)} × ${wanted.of}`
        : `≥ ${String(100 * wanted.product)} % of our product`,
    Number.isNaN(reached) ? "" : reached >= 1 ? "yes" : `no, ${reached.toFixed(2)} of it`,
    ...(several === null
      ? []
      : [
          digits(several.ours),
          digits(several.jax),
          several.faster.toFixed(2),
          several.cores >= leastCores ? several.cores.toFixed(2) : `${several.cores.toFixed(2)}, does not count`,
        ]),
  ];
  console.log(cells.join(" | "));
  table.push(cells);
}
console.log(table.toString());
alone.peer?.close();
together?.peer?.close();
await together?.cores.close();
