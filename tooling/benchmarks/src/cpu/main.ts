/*
 * Operations on WebAssembly and one core, beside JAX and NumPy on one thread where there is a Python that has them:
 *
 *     taskset -c 0 npx -y pnpm@12.21.0 bench --suite cpu --jax <python>
 *
 * Times are those of the processor, so that other programs on the machine count little, and ratios within a row mean something.
 * What is wanted is a share of a peer's time, or of the speed of our own product of matrices.
 */
import { setDefaultTarget, jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import Table from "cli-table3";
import { Command } from "commander";
import { bestInTurns, inThisProcess } from "./measure.ts";
import { Peer, type Library } from "./peer.ts";
import { rows, type Row } from "./rows.ts";

const options = new Command("bench --suite cpu")
  .option("--jax <python>", "a Python with JAX, NumPy and SciPy")
  .option("--seconds <s>", "time for each measurement", "0.8")
  .option("--only <text>", "rows whose title contains this", "")
  .parse()
  .opts<{ jax?: string; seconds: string; only: string }>();

setDefaultTarget(wasm());
const peer = options.jax === undefined ? null : new Peer(options.jax);
const libraries: readonly Library[] = peer === null ? [] : ["jax", "numpy"];

/** Milliseconds of ours, and of the libraries that have the row. */
async function measured(row: Row): Promise<Record<"ours" | Library, number>> {
  const inputs = row.inputs();
  const compiled = jit(row.f, { name: row.title });
  const names: ("ours" | Library)[] = ["ours"];
  const runs = [
    inThisProcess(() => {
      compiled(...inputs);
    }),
  ];
  for (const library of libraries) {
    const source = row[library];
    if (peer === null || source === undefined) continue;
    names.push(library);
    runs.push(await peer.prepare(library, source, inputs));
  }
  const seconds = await bestInTurns(runs, Number(options.seconds));
  const of = (name: "ours" | Library): number => 1e3 * (seconds[names.indexOf(name)] ?? NaN);
  return { ours: of("ours"), jax: of("jax"), numpy: of("numpy") };
}

const [product] = rows;
const productSpeed = product.flops / (await measured(product)).ours / 1e6;
const digits = (x: number): string => (Number.isNaN(x) ? "" : x.toPrecision(3));
const table = new Table({
  head: ["ms", "ours", ...libraries, "GFLOP/s", "of our product", "wanted", ""],
  style: { head: [], border: [] },
});
for (const row of rows.filter(({ title }) => title.includes(options.only))) {
  const times = await measured(row);
  const speed = (row.flops ?? NaN) / times.ours / 1e6;
  const share = speed / productSpeed;
  const { wanted } = row;
  const reached =
    wanted === undefined
      ? NaN
      : "of" in wanted
        ? wanted.most / (times.ours / times[wanted.of])
        : share / wanted.product;
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
  ];
  console.log(cells.join(" | "));
  table.push(cells);
}
console.log(table.toString());
peer?.close();
