import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { UsageError } from "@proj/array/core";
import {
  isList,
  readByCall,
  rowOf,
  snakeCase,
  type Argument,
  type Call,
  type CallProgram,
} from "@proj/generators/random-calls";
import { readAnswer, writeProgram, type Answer, type WrittenAnswer } from "./written.ts";

/** A Python process that plays programs in JAX. */
export interface Jax {
  /** JAX's version. */
  readonly version: string;
  /** The answers to each call of each program. Programs may be sent while others are played; many are faster together. */
  play(programs: readonly CallProgram[]): Promise<readonly (readonly Answer[])[]>;
  close(): void;
}

const script = fileURLToPath(new URL("../../../reference/play_programs.py", import.meta.url));

/** An argument with its bodies as Python makes them. */
function forPython(argument: Argument): unknown {
  if (argument === null || typeof argument !== "object") return argument;
  if (isList(argument)) return argument.map(forPython);
  if (!("body" in argument)) return argument;
  return { body: { ...argument.body, calls: argument.body.calls.map(callForPython) } };
}

/** A call as Python makes it: with the expression of its function, and options in snake case. */
function callForPython(call: Call): object {
  const options = Object.entries(call.options).map(([name, option]) => [snakeCase(name), forPython(option)] as const);
  return {
    jax: rowOf(call.row).jax,
    args: call.args.map(forPython),
    options: Object.fromEntries(options),
    results: call.results,
    reads: [...new Set(readByCall(call))],
  };
}

const programForPython = (program: CallProgram): object => ({
  ...writeProgram(program),
  calls: program.calls.map(callForPython),
});

/** How to get what is missing. */
const installation = `  python3 -m venv ~/reference-venv
  ~/reference-venv/bin/pip install -r tooling/reference/requirements.txt
  npx -y pnpm@12.21.0 fuzz --judge jax --python ~/reference-venv/bin/python`;

const unavailable = (python: string, why: string): UsageError =>
  new UsageError({
    operation: "fuzz --judge jax",
    received: `--python ${python}: ${why}`,
    expected: "a Python in which JAX is installed",
    remedy: `install it and say where it is:\n${installation}`,
  });

/**
 * Starts a process that plays programs in JAX.
 *
 * @param python - the command that starts Python.
 * @throws UsageError if there is no Python, or no JAX in it.
 */
export async function startJax(python: string): Promise<Jax> {
  const env = { ...process.env, JAX_PLATFORMS: "cpu" };
  const trial = spawnSync(python, ["-c", "import jax"], { encoding: "utf8", env });
  if (trial.error !== undefined) throw unavailable(python, trial.error.message);
  if (trial.status !== 0) throw unavailable(python, trial.stderr.trim().split("\n").at(-1) ?? "JAX cannot be loaded");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(line));
  child.on("exit", (code) => {
    const error = new Error(`the process that plays programs in JAX ended with ${String(code)}`);
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  const next = (): Promise<string> => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  const { jax: version } = JSON.parse(await next()) as { jax: string };
  return {
    version,
    play: async (programs) => {
      const line = next();
      child.stdin.write(`${JSON.stringify(programs.map(programForPython))}\n`);
      return (JSON.parse(await line) as WrittenAnswer[][]).map((answers) => answers.map(readAnswer));
    },
    close: () => child.kill(),
  };
}
