/*
 * How long built packages take to load, and until the first result of small programs, each bundled and minified as for a page and
 * started in fresh processes of Node; with `--base`, those of another checkout too, in turns:
 *
 *     npx -y pnpm@12.21.0 build
 *     npx -y pnpm@12.21.0 bench --suite start --base <folder>
 *
 * Times are those on the wall, from when Node has started: the median, and the best.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { Command } from "commander";
import { build } from "esbuild";
import { programs } from "./programs.ts";

const options = new Command("bench --suite start")
  .option("--base <folder>", "another checkout, whose packages are built")
  .option("--rounds <n>", "processes of each program", "25")
  .parse()
  .opts<{ base?: string; rounds: string }>();

interface Start {
  readonly load: number;
  readonly first: number;
}

const here = join(import.meta.dirname, "../../../..");
const checkouts = options.base === undefined ? [here] : [here, options.base];
const names = ["", " before"].slice(0, checkouts.length);
// The application depends on every package.
const from = (checkout: string): string => join(checkout, "apps/feedbax");
const unbuilt = checkouts.find((checkout) => !existsSync(join(checkout, "packages/jit/dist/index.js")));
if (unbuilt !== undefined) throw new Error(`The packages of ${unbuilt} are not built. Run \`pnpm build\` there first.`);

const folder = mkdtempSync(join(tmpdir(), "start-"));
const starter = join(import.meta.dirname, "process.js");
const table = new Table({
  head: ["ms", ...names.flatMap((name) => [`load${name}`, `best${name}`, `first result${name}`, `best${name}`])],
  style: { head: [], border: [] },
});

try {
  for (const [title, contents] of Object.entries(programs)) {
    const files = await Promise.all(
      checkouts.map((checkout, place) => bundle(contents, from(checkout), join(folder, `${place}.mjs`))),
    );
    const starts: readonly Start[][] = files.map(() => []);
    for (let round = 0; round < Number(options.rounds); round++)
      files.forEach((file, place) => starts[place]!.push(start(file)));
    const cells = starts.flatMap((all) =>
      (["load", "first"] as const).flatMap((what) => {
        const times = all.map((one) => one[what]).sort((a, b) => a - b);
        return [times[times.length >> 1]!, times[0]!].map((time) => time.toFixed(1));
      }),
    );
    table.push([title, ...cells]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(table.toString());

async function bundle(contents: string, resolveDir: string, outfile: string): Promise<string> {
  await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

function start(file: string): Start {
  return JSON.parse(execFileSync(process.execPath, [starter, file], { encoding: "utf8" })) as Start;
}
