import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundled } from "@proj/repo/bundle";
import { vi } from "vitest";
import { commandLine } from "../../cli/command-line/command-line.ts";
import { runWords } from "../../cli/command-line/run-words.ts";
import { runStored } from "../../cli/run/stored-run.ts";
import { train } from "../../cli/run/train.ts";
import { sweep } from "../../cli/sweep/sweep.ts";

const app = fileURLToPath(new URL("../..", import.meta.url));

/** How a process ended and what it wrote. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that is running. */
export interface Running {
  readonly pid: number;
  readonly outcome: Promise<Outcome>;
  /** Waits until it has written something like this to the standard error. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** The bundles of scripts that were started before. */
const bundles = new Map<string, Promise<string>>();

function bundleOf(script: string): Promise<string> {
  let bundle = bundles.get(script);
  if (bundle === undefined) bundles.set(script, (bundle = bundled(join(app, script))));
  return bundle;
}

/**
 * Starts a script of this package as its own process, without a terminal.
 *
 * @param from - the folder where the user stands
 */
export async function start(script: string, from: string, words: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [await bundleOf(script), ...words], {
    cwd: app,
    env: { ...process.env, INIT_CWD: from, FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  let listener: () => void = () => undefined;
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
      listener();
    });
  }
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...texts }));
  });
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      listener = () => {
        if (pattern.test(texts.stderr)) resolve();
      };
      listener();
      void outcome.then(() => reject(new Error(`It ended without saying ${String(pattern)}: ${texts.stderr}`)));
    });
  return { pid: child.pid!, outcome, says, kill: (signal) => void child.kill(signal) };
}

/** Runs the command line to its end, as its own process. */
export async function feedbax(from: string, ...words: readonly string[]): Promise<Outcome> {
  return (await start("cli/main.ts", from, words)).outcome;
}

/** Runs the command line to its end in this process, which has everything loaded: the same but for signals. */
export async function feedbaxHere(from: string, ...words: readonly string[]): Promise<Outcome> {
  const before = process.env["INIT_CWD"];
  process.env["INIT_CWD"] = from;
  const taken = (["stdout", "stderr"] as const).map((name) => vi.spyOn(process[name], "write").mockReturnValue(true));
  try {
    await runWords(commandLine(train, runStored, sweep), words);
    const [stdout, stderr] = taken.map((write) => write.mock.calls.map(([text]) => String(text)).join(""));
    return { code: Number(process.exitCode ?? 0), signal: null, stdout: stdout!, stderr: stderr! };
  } finally {
    for (const write of taken) write.mockRestore();
    process.exitCode = undefined;
    if (before === undefined) delete process.env["INIT_CWD"];
    else process.env["INIT_CWD"] = before;
  }
}
