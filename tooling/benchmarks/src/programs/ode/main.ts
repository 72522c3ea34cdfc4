/*
 * Programs that solve differential equations on WebAssembly and one core, beside the same programs in Diffrax on one thread where
 * there is a Python that has it:
 *
 *     taskset -c 0 npx -y pnpm@12.21.0 bench --suite ode --jax <python>
 *
 * The first loss includes whatever a process does once, compiling above all, but not the loading of libraries. Times are those of the
 * processor, and the best of several rounds in which both make steps in turn.
 */
import { join } from "node:path";
import Table from "cli-table3";
import { Command } from "commander";
import { bestInTurns } from "../../cpu/measure.ts";
import { ProgramProcess } from "../program-process.ts";

const options = new Command("bench --suite ode")
  .option("--jax <python>", "a Python with JAX, Equinox, Optax and Diffrax")
  .option("--seconds <s>", "time for each measurement", "2")
  .option("--only <text>", "programs whose name contains this", "")
  .parse()
  .opts<{ jax?: string; seconds: string; only: string }>();

const root = join(import.meta.dirname, "../../../../..");
const examples = ["neural-ode", "neural-cde", "chemical-kinetics", "bouncing-ball", "steady-state"].map((name) => ({
  name,
  ours: join(root, "examples", name),
  python: join(root, "tooling/reference/example_programs", name.replaceAll("-", "_")),
}));
const solves = ["lotka-volterra", "robertson"].map((name) => ({
  name,
  ours: join(import.meta.dirname, name),
  python: join(import.meta.dirname, name.replaceAll("-", "_")),
}));

const digits = (x: number | undefined): string => (x === undefined ? "" : x.toPrecision(3));
const head = [
  "program",
  "first loss, s",
  "Diffrax",
  "sooner",
  "a step, ms",
  "Diffrax",
  "faster",
  "≥ 3 × sooner, ≥ 1 × faster",
];
const table = new Table({ head, style: { head: [], border: [] } });

for (const { name, ours, python } of [...examples, ...solves].filter(({ name }) => name.includes(options.only))) {
  const programs = [ProgramProcess.ours(`${ours}.ts`)];
  const first = [await programs[0]!.first()];
  if (options.jax !== undefined) {
    const peer = ProgramProcess.python(options.jax, `${python}.py`);
    programs.push(peer);
    first.push(await peer.first());
  }
  const steps = await bestInTurns(
    programs.map((program) => program.steps),
    Number(options.seconds),
  );
  for (const program of programs) program.close();
  const ratio = ([ours, peer]: readonly number[]): number | undefined =>
    peer === undefined ? undefined : peer / ours!;
  const [sooner, faster] = [ratio(first), ratio(steps)];
  const cells = [
    name,
    digits(first[0]),
    digits(first[1]),
    digits(sooner),
    digits(1e3 * steps[0]!),
    digits(steps[1] === undefined ? undefined : 1e3 * steps[1]),
    digits(faster),
    sooner === undefined || faster === undefined ? "" : sooner >= 3 && faster >= 1 ? "yes" : "no",
  ];
  console.log(cells.join(" | "));
  table.push(cells);
}
console.log(table.toString());
