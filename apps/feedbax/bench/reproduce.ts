/*
 * Results that others published, done again. Each prints a table of what was published and what came out here.
 *
 *     node --conditions=@proj/source --import tsx bench/reproduce.ts simple-reaches replicates
 *     node --conditions=@proj/source --import tsx bench/reproduce.ts delayed-reaches --batches 0.1
 */
import { parseArgs } from "node:util";
import { init } from "@proj/feedbax";
import { delayedReaches } from "./reproductions/delayed-reaches.ts";
import { forceField } from "./reproductions/force-field.ts";
import { replicates } from "./reproductions/replicates.ts";
import { tableOf, type Reproduction } from "./reproductions/reproduction.ts";
import { simpleReaches } from "./reproductions/simple-reaches.ts";

const reproductions: Readonly<Record<string, Reproduction>> = {
  "simple-reaches": simpleReaches,
  replicates,
  "delayed-reaches": delayedReaches,
  "force-field": forceField,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { batches: { type: "string", default: "1" }, "batch-size": { type: "string", default: "250" } },
});
const scale = { batches: Number(values.batches), batchSize: Number(values["batch-size"]) };
const names = positionals.length === 0 ? Object.keys(reproductions) : positionals;

await init("wasm");
for (const name of names) {
  const reproduction = reproductions[name];
  if (reproduction === undefined) {
    console.error(`There is no reproduction ${name}: choose from ${Object.keys(reproductions).join(", ")}.`);
    process.exit(1);
  }
  const begin = performance.now();
  const rows = await reproduction.run(scale);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`\n## ${reproduction.title}\n\n${tableOf(rows)}\n\n${seconds} s, ${scale.batches} × the batches.`);
}
