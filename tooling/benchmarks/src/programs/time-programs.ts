import { join } from "node:path";
import Table from "cli-table3";
import { Command } from "commander";
import { bestInTurns } from "../cpu/measure.ts";
import { ProgramProcess } from "./program-process.ts";

/** The files of a program without their endings: here, and in Python. */
export interface ProgramFiles {
  readonly name: string;
  readonly ours: string;
  readonly python: string;
}

const root = join(import.meta.dirname, "../../../..");

/** A program of the workspace's examples. */
export const exampleFiles = (name: string): ProgramFiles => ({
  name,
  ours: join(root, "examples", name),
  python: join(root, "tooling/reference/example_programs", name.replaceAll("-", "_")),
});

const digits = (x: number | undefined): string => (x === undefined ? "" : x.toPrecision(3));

/** Reads the options of a suite of programs, and prints how long each takes until its first loss, and for a step, beside `peer`. */
export async function timePrograms(suite: string, peer: string, programs: readonly ProgramFiles[]): Promise<void> {
  const options = new Command(`bench --suite ${suite}`)
    .option("--jax <python>", "a Python with JAX, Equinox, Optax and Diffrax")
    .option("--seconds <s>", "time for each measurement", "2")
    .option("--only <text>", "programs whose name contains this", "")
    .parse()
    .opts<{ jax?: string; seconds: string; only: string }>();
  const head = ["program", "first loss, s", peer, "sooner", "a step, ms", peer, "faster", "≥ 3 × sooner, ≥ 1 × faster"];
  const table = new Table({ head, style: { head: [], border: [] } });

  for (const { name, ours, python } of programs.filter(({ name }) => name.includes(options.only))) {
    const workers = [ProgramProcess.ours(`${ours}.ts`)];
    const first = [await workers[0]!.first()];
    if (options.jax !== undefined) {
      const other = ProgramProcess.python(options.jax, `${python}.py`);
      workers.push(other);
      first.push(await other.first());
    }
    const steps = await bestInTurns(
      workers.map((worker) => worker.steps),
      Number(options.seconds),
    );
    for (const worker of workers) worker.close();
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
}
