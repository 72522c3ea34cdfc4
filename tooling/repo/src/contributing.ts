/**
 * Follows CONTRIBUTING literally: applies every diff of its recipes to a copy of the workspace, and has the compiler and the tests
 * look at what came out. So a recipe cannot name a file, a line or a count that is not true any more.
 *
 * A fence marked `diff` that begins with `# path` or `# path: what it is` consists of such parts; others are to be read only. A part
 * all of whose lines are added is a new file; else its lines (context and removed ones) stand exactly once in the file.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./workspace.ts";

/** What a recipe does to one file. */
interface Part {
  readonly path: string;
  readonly lines: readonly string[];
}

const scratch = join(root, ".cache/contributing");

/** The parts of every fence marked `diff`, in order. */
function partsOf(markdown: string): Part[] {
  const parts: { path: string; lines: string[] }[] = [];
  for (const [, indent, body] of markdown.matchAll(/^( *)```diff\n([^]*?)^ *```$/gm)) {
    if (!body!.trimStart().startsWith("# ")) continue;
    for (const line of body!.split("\n").slice(0, -1)) {
      const text = line.startsWith(indent!) ? line.slice(indent!.length) : line.trimStart();
      const head = /^# ([^\s:]+)/.exec(text);
      if (head) parts.push({ path: head[1]!, lines: [] });
      else parts.at(-1)!.lines.push(text);
    }
  }
  return parts;
}

function apply({ path, lines }: Part): void {
  const file = join(scratch, path);
  const before = lines.filter((line) => !line.startsWith("+")).map((line) => line.slice(1));
  const after = lines.filter((line) => !line.startsWith("-")).map((line) => line.slice(1));
  if (before.length === 0) {
    if (existsSync(file)) throw new Error(`CONTRIBUTING.md makes ${path}, which exists already.`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${after.join("\n")}\n`);
    return;
  }
  const text = readFileSync(file, "utf8");
  const wanted = `${before.join("\n")}\n`;
  const places = text.split(wanted).length - 1;
  if (places !== 1) throw new Error(`CONTRIBUTING.md: these lines stand ${places} times in ${path}:\n${wanted}`);
  writeFileSync(
    file,
    text.replace(wanted, () => `${after.join("\n")}\n`),
  );
}

function run(...args: readonly string[]): void {
  const [command, ...rest] = args;
  const { status } = spawnSync(command!, rest, { cwd: scratch, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`After the recipes of CONTRIBUTING.md, \`${args.join(" ")}\` fails.`);
}

rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
const skipped = /\/(dist|\.turbo|\.cache|coverage|runs)(\/|$)/;
for (const part of ["packages", "apps", "tooling", "tsconfig.base.json", "package.json", "CONTRIBUTING.md"]) {
  cpSync(join(root, part), join(scratch, part), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !skipped.test(source.slice(root.length - 1)),
  });
}
symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));

const parts = partsOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
parts.forEach(apply);

const include = [
  "packages/*/src",
  "packages/*/test",
  "tooling/generators/src",
  "apps/feedbax/src",
  "apps/feedbax/test",
];
writeFileSync(join(scratch, "tsconfig.json"), JSON.stringify({ extends: "./tsconfig.base.json", include }));
run("node", join(root, "node_modules/typescript-native/bin/tsc"), "-p", "tsconfig.json");

const laws = ["test/losses/laws.test.ts", "test/tasks/laws.test.ts"];
const tests = [
  ["packages/autodiff", "-t", "log2"],
  ["packages/jit-wasm", "-t", "log2"],
  ["packages/jit-wasm", "test/procedures.test.ts"],
  ["packages/ode", "-t", "RK4"],
  ["packages/optim", "-t", "powerSign"],
  ["apps/feedbax", ...laws, "-t", "EffectorAccelerationLoss|Stabilization"],
];
for (const [folder, ...filter] of tests) {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  run("node", vitest, "run", "--root", folder!, "--passWithNoTests=false", ...filter);
}
console.log(`CONTRIBUTING.md is true: ${parts.length} changes, which compile and pass their tests.`);
