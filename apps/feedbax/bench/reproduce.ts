/*
 * Results that others published, done again. Each prints a table of what was published and what came out here, and writes figures and checkpoints
 * into a folder, from which a run goes on that was ended before its time.
 *
 *     node --conditions=@proj/source --import tsx bench/reproduce.ts simple-reaches replicates
 *     node --conditions=@proj/source --import tsx bench/reproduce.ts delayed-reaches --batches 0.1 --output runs/reproductions
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { init } from "@proj/feedbax";
import type { MadeFigure } from "../cli/figures/figure-table.ts";
import { figurePage } from "../cli/report/report.ts";
import { writeAtomically } from "../cli/run-folder/write-atomically.ts";
import { delayedReaches } from "./reproductions/delayed-reaches.ts";
import { forceField } from "./reproductions/force-field.ts";
import { replicates } from "./reproductions/replicates.ts";
import { tableOf, type Reproduction, type Scale } from "./reproductions/reproduction.ts";
import { simpleReaches } from "./reproductions/simple-reaches.ts";

const reproductions: Readonly<Record<string, Reproduction>> = {
  "simple-reaches": simpleReaches,
  replicates,
  "delayed-reaches": delayedReaches,
  "force-field": forceField,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batches: { type: "string", default: "1" },
    "batch-size": { type: "string", default: "250" },
    networks: { type: "string", default: "8" },
    seed: { type: "string", default: "0" },
    output: { type: "string" },
  },
});
const { output } = values;
if (output !== undefined) mkdirSync(output, { recursive: true });
const names = positionals.length === 0 ? Object.keys(reproductions) : positionals;
for (const name of names) {
  if (reproductions[name] !== undefined) continue;
  console.error(`There is no reproduction ${name}: choose from ${Object.keys(reproductions).join(", ")}.`);
  process.exit(1);
}

await init("wasm");
for (const name of names) {
  const reproduction = reproductions[name]!;
  const figures: MadeFigure[] = [];
  const begin = performance.now();
  const seconds = () => ((performance.now() - begin) / 1000).toFixed(0);
  const scale: Scale = {
    batches: Number(values.batches),
    batchSize: Number(values["batch-size"]),
    networks: Number(values.networks),
    seed: Number(values.seed),
    say: (text) => console.error(`${seconds()} s  ${text}`),
    checkpoints: (training) => {
      if (output === undefined) return null;
      const path = join(output, `${name}.${training}.safetensors`);
      return {
        save: (_, bytes) => writeAtomically(path, bytes),
        load: () => (existsSync(path) ? readFileSync(path) : null),
      };
    },
    draw: (title, figure) => void figures.push({ name: title, title, caption: "", place: "square", figure }),
  };
  const rows = await reproduction.run(scale);
  const words = [`${seconds()} s`, `${scale.batches} × the batches`, `${scale.batchSize} trials each`];
  const text = `\n## ${reproduction.title}\n\n${tableOf(rows)}\n\n${words.join(", ")}.\n`;
  console.log(text);
  if (output === undefined) continue;
  writeAtomically(join(output, `${name}.md`), text);
  if (figures.length > 0) writeAtomically(join(output, `${name}.html`), figurePage(reproduction.title, figures));
}
