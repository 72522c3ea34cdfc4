/*
 * Operations on WebAssembly beside JAX, NumPy, jax-js and what was written by hand, first on one thread and then on several:
 *
 *     npx -y pnpm@12.21.0 bench --suite cpu --jax <python> --prototype <folder>
 *
 * Times on one thread are those of the processor, so that other programs on the machine count little, and ratios within a row mean
 * something. Times on several threads are those on the wall, of ours and of the libraries in turns; what two threads do at once in the same
 * moments says how many cores the machine gave, and rows in which it gave hardly more than one say nothing about threads. Beside each row
 * stands how fast a calibration loop ran in the same moments.
 *
 * First calls are timed on the wall, from a function that nobody has compiled to its results, with what they take beyond a usual run, since
 * some usual runs alone take longer than a part of JAX's first call; then those of loops that are written out, which must take a time
 * that grows with their length alone.
 *
 * Ours disposes of each result, as Python does by counting references: `--keep` leaves that to the garbage collector, and JAX then keeps as
 * many results as a collector lets lie.
 */
import type { NDArray } from "@proj/array";
import { jit, setDefaultTarget, type Target } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import Table from "cli-table3";
import { Command } from "commander";
import { calibration, calibrationOperations } from "./calibration.ts";
import { Cores } from "./cores.ts";
import { firstCalls } from "./first-call.ts";
import { inJaxJs, onJaxJs } from "./in-jax-js.ts";
import { bestInTurns, inThisProcess, type Clock, type Run } from "./measure.ts";
import { Peer, type Library } from "./peer.ts";
import { limitPrototype } from "./prototype.ts";
import { rows, type Mark, type Program, type Row } from "./rows.ts";
import { unrolled } from "./unrolled.ts";

const options = new Command("bench --suite cpu")
  .option("--jax <python>", "a Python with JAX, NumPy and SciPy")
  .option("--prototype <folder>", "the limit prototype: its modules gru-fma.wasm and gru-muladd.wasm")
  .option("--no-jax-js", "leave out jax-js")
  .option("--no-first-calls", "leave out first calls")
  .option("--seconds <s>", "time for each measurement", "0.8")
  .option("--threads <n>", "threads of the second part; 1 leaves it out", "2")
  .option("--only <text>", "rows whose title contains this", "")
  .option("--keep", "leave results to the garbage collector", false)
  .parse()
  .opts<{
    jax?: string;
    prototype?: string;
    jaxJs: boolean;
    firstCalls: boolean;
    seconds: string;
    threads: string;
    only: string;
    keep: boolean;
  }>();

/** With fewer cores than this, times on several threads say nothing. */
const leastCores = 1.7;
/** How many times faster than one thread several should be, where one takes so many milliseconds and memory does not bound it. */
const leastFaster = 1.7;
const leastMilliseconds = 2;
/** How many times longer than ours JAX's first call should be. */
const leastFirst = 5;
/** How many times longer an operation of a long program may take to compile than one of the shortest. */
const mostGrowth = 1.5;

type Name = "ours" | "ours alone" | "prototype" | Library | "jax-js" | "calibration";

const wantedThreads = Number(options.threads);
const libraries: readonly Library[] = options.jax === undefined ? [] : ["jax", "numpy"];
const beside: readonly Name[] = [
  ...(options.prototype === undefined ? [] : ["prototype" as const]),
  ...libraries,
  ...(options.jaxJs ? ["jax-js" as const] : []),
];
const peerOn = (threads: number, clock: Clock): Peer | null =>
  options.jax === undefined ? null : new Peer(options.jax, { threads, clock, keep: options.keep });
const alone = { target: wasm({ threads: 1 }), peer: peerOn(1, "processor") };
// Inputs are made, and programs run that name no target, on one thread.
setDefaultTarget(alone.target);
const together =
  wantedThreads === 1
    ? null
    : { target: wasm({ threads: wantedThreads }), peer: peerOn(wantedThreads, "wall"), cores: new Cores() };

for (const title of Object.keys(inJaxJs))
  if (!rows.some((row) => row.title === title)) throw new Error(`jax-js has a row that is none of ours: ${title}`);

/** One of our targets as something that is measured. */
function ours(row: Row, inputs: readonly NDArray[], target: Target, clock: Clock): Run {
  const compiled = jit(row.f, { name: row.title, target });
  return inThisProcess(() => {
    const results = [compiled(...inputs)].flat();
    if (!options.keep) for (const result of results) result.dispose();
  }, clock);
}

/** Milliseconds of each that can run something, the best of runs in turns. */
async function milliseconds(runs: ReadonlyMap<Name, Run>): Promise<ReadonlyMap<Name, number>> {
  const seconds = await bestInTurns([...runs.values()], Number(options.seconds));
  return new Map([...runs.keys()].map((name, index) => [name, 1e3 * (seconds[index] ?? NaN)]));
}

/** Milliseconds of ours on one thread, and of all others that have the row. */
async function onOneThread(row: Row, inputs: readonly NDArray[]): Promise<ReadonlyMap<Name, number>> {
  const runs = new Map<Name, Run>([["ours", ours(row, inputs, alone.target, "processor")]]);
  if (options.prototype !== undefined && row.prototype === true)
    runs.set("prototype", limitPrototype(options.prototype, "processor"));
  for (const library of libraries) {
    const source = row[library];
    if (alone.peer !== null && source !== undefined)
      runs.set(library, await alone.peer.prepare(library, source, inputs));
  }
  const jaxJs = options.jaxJs ? await onJaxJs(row.title, inputs, "processor") : null;
  if (jaxJs !== null) runs.set("jax-js", jaxJs);
  runs.set("calibration", calibration("processor"));
  return milliseconds(runs);
}

/** Milliseconds of ours on several threads and alone, and of others beside it, and how many cores there were. */
async function onThreads(
  row: Row,
  inputs: readonly NDArray[],
  { target, peer, cores }: NonNullable<typeof together>,
): Promise<{ readonly times: ReadonlyMap<Name, number>; readonly cores: number }> {
  const runs = new Map<Name, Run>([
    ["ours alone", ours(row, inputs, alone.target, "wall")],
    ["ours", ours(row, inputs, target, "wall")],
  ]);
  if (options.prototype !== undefined && row.prototype === true)
    runs.set("prototype", limitPrototype(options.prototype, "wall"));
  if (peer !== null && row.jax !== undefined) runs.set("jax", await peer.prepare("jax", row.jax, inputs));
  const before = cores.gauge();
  const times = await milliseconds(runs);
  return { times, cores: Math.min(before, cores.gauge()) };
}

/** What is printed of several threads: times, how much faster than one, how many cores there were, and whether marks are reached. */
function cellsOfThreads(row: Row, { times, cores }: Awaited<ReturnType<typeof onThreads>>): readonly string[] {
  const one = times.get("ours alone") ?? NaN;
  const faster = one / (times.get("ours") ?? NaN);
  const counts = cores >= leastCores;
  const isLong = one >= leastMilliseconds && row.isBoundByMemory !== true;
  const marks = [
    ...(row.wantedTogether ?? []).map((mark) => judged(mark, times, NaN)),
    isLong ? `${faster.toFixed(2)} ≥ ${String(leastFaster)}: ${answer(faster >= leastFaster)}` : "",
  ];
  return [
    digits(times.get("ours")),
    digits(times.get("jax")),
    faster.toFixed(2),
    counts ? cores.toFixed(2) : `${cores.toFixed(2)}, does not count`,
    counts ? marks.filter((text) => text !== "").join("\n") : "",
  ];
}

const digits = (x: number | undefined): string => (x === undefined || Number.isNaN(x) ? "" : x.toPrecision(3));
const answer = (isReached: boolean): string => (isReached ? "yes" : "no");

/** Whether a mark is reached, and by how much; "" where what it compares with is not here. */
function judged(mark: Mark, times: ReadonlyMap<Name, number>, share: number): string {
  if ("product" in mark) {
    if (Number.isNaN(share)) return "";
    return `${(100 * share).toFixed(0)} % of our product ≥ ${String(100 * mark.product)} %: ${answer(share >= mark.product)}`;
  }
  const ratio = (times.get("ours") ?? NaN) / (times.get(mark.of) ?? NaN);
  if (Number.isNaN(ratio)) return "";
  return `${ratio.toFixed(2)} ≤ ${String(mark.most)} × ${mark.of}: ${answer(ratio <= mark.most)}`;
}

/** The seconds of a first call of ours and of JAX, and what is printed of them. */
interface FirstCall {
  readonly ours: number;
  readonly jax: number;
  readonly cells: readonly string[];
}

/** Measures first calls. */
async function firstCallOf(program: Program, inputs: readonly NDArray[]): Promise<FirstCall> {
  const { ours, jax } = await firstCalls(program, inputs, alone.target, alone.peer);
  const shorter = jax / ours;
  const judgement = Number.isNaN(shorter) ? "" : answer(shorter >= leastFirst);
  return { ours, jax, cells: [program.title, digits(1e3 * ours), digits(1e3 * jax), digits(shorter), judgement] };
}

/** What is printed of what our first call and JAX's take beyond usual runs. */
function cellsBeyond(first: FirstCall, times: ReadonlyMap<Name, number>): readonly string[] {
  const [ours, jax] = (["ours", "jax"] as const).map((name) => 1e3 * first[name] - (times.get(name) ?? NaN)) as [
    number,
    number,
  ];
  return [digits(ours), digits(jax), digits(jax / ours)];
}

/** A table whose rows are printed as soon as they are known, and once more together at the end. */
class Report {
  readonly #table: InstanceType<typeof Table>;
  readonly #head: readonly string[];

  constructor(head: readonly string[]) {
    this.#head = head;
    this.#table = new Table({ head: [...head], style: { head: [], border: [] } });
  }

  add(cells: readonly string[]): void {
    const [title = "", ...rest] = cells;
    const named = rest.flatMap((cell, index) =>
      cell === "" ? [] : [`${this.#head[index + 1] ?? ""} ${cell.replaceAll("\n", "; ")}`],
    );
    console.log(`${title}: ${named.join(" | ")}`);
    this.#table.push([...cells]);
  }

  toString(): string {
    return this.#table.length === 0 ? "" : this.#table.toString();
  }
}

const chosen = <P extends { readonly title: string }>(all: readonly P[]): readonly P[] =>
  all.filter(({ title }) => title.includes(options.only));

const [product] = rows;
const productTimes = await onOneThread(product, product.inputs());
const productSpeed = product.flops / (productTimes.get("ours") ?? NaN) / 1e6;
const operations = new Report([
  "one thread, ms",
  "ours",
  ...beside,
  "GFLOP/s",
  "marks",
  "calibration, GFLOP/s",
  ...(together === null ? [] : [`ours, ${options.threads} threads`, "jax", "faster than one", "cores", "marks"]),
]);
const first = new Report([
  "first call, ms",
  "ours",
  "jax",
  "shorter",
  `wanted ≥ ${String(leastFirst)} ×`,
  "ours beyond a usual run",
  "jax",
  "shorter",
]);
for (const row of chosen(rows)) {
  const inputs = row.inputs();
  // Before the others: then nobody has compiled it.
  const firstOf = options.firstCalls ? await firstCallOf(row, inputs) : null;
  const times = await onOneThread(row, inputs);
  if (firstOf !== null) first.add([...firstOf.cells, ...cellsBeyond(firstOf, times)]);
  const speed = (row.flops ?? NaN) / (times.get("ours") ?? NaN) / 1e6;
  const several = together === null ? null : await onThreads(row, inputs, together);
  operations.add([
    row.title,
    digits(times.get("ours")),
    ...beside.map((name) => digits(times.get(name))),
    digits(speed),
    row.wanted
      .map((mark) => judged(mark, times, speed / productSpeed))
      .filter((text) => text !== "")
      .join("\n"),
    digits(calibrationOperations / (times.get("calibration") ?? NaN) / 1e6),
    ...(several === null ? [] : cellsOfThreads(row, several)),
  ]);
}
const written = new Report([
  "written out, first call, ms",
  "ours",
  "jax",
  "shorter",
  `wanted ≥ ${String(leastFirst)} ×`,
  "µs an operation",
  `≤ ${String(mostGrowth)} × the shortest`,
]);
let shortest = NaN;
for (const program of options.firstCalls ? chosen(unrolled) : []) {
  const { ours, cells } = await firstCallOf(program, program.inputs());
  const each = ours / program.operations;
  if (Number.isNaN(shortest)) shortest = each;
  written.add([...cells, digits(1e6 * each), answer(each <= mostGrowth * shortest)]);
}
for (const report of [operations, first, written]) console.log(report.toString());
alone.peer?.close();
together?.peer?.close();
await together?.cores.close();
