import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundled } from "@proj/repo/bundle";
import { randomNumbers } from "./random-numbers.ts";

/*
 * Runs that are killed (kill -9) again and again, wherever they are, and go on. At their end, model and history have to be, bit
 * for bit, those of a run that nobody killed.
 *
 *   node --conditions=@proj/source --import tsx test/cli/kills.ts 200
 *
 * kills 200 times.
 */

const app = fileURLToPath(new URL("../..", import.meta.url));
const sizes = ["--batch-size", "3", "--steps", "5", "--hidden-size", "3", "--batches", "300"];
const logSteps = [7, 13, 30, 60, 110];

/** What is to be done. */
export interface Kills {
  readonly count: number;
  readonly seed?: number;
}

/** How it went. */
export interface KillsReport {
  readonly kills: number;
  readonly runs: number;
  /** Of the kills, those after which the folder held temporary files. */
  readonly leftovers: number;
  /** What was found wrong; nothing should be. */
  readonly faults: readonly string[];
}

/** Kills runs until there were `count` kills, with another `--log-step` for each run. */
export async function killRuns({ count, seed = 1 }: Kills): Promise<KillsReport> {
  const program = await bundled(join(app, "cli/main.ts"));
  const folder = mkdtempSync(join(tmpdir(), "feedbax-kills-"));
  const random = randomNumbers(seed);
  const whole = new Map<number, string>();
  const faults: string[] = [];
  let [kills, runs, leftovers] = [0, 0, 0];
  try {
    while (kills < count) {
      const logStep = logSteps[runs % logSteps.length]!;
      const begin = ["train", ...sizes, "--log-step", String(logStep), "--output"];
      if (!whole.has(logStep)) {
        const path = join(folder, `whole-${logStep}`);
        await start(program, [...begin, path], null);
        whole.set(logStep, path);
      }
      const path = join(folder, `run-${runs}`);
      for (let left = Math.min(5, count - kills); ; left--) {
        const isBegun = existsSync(join(path, "hyperparameters.json"));
        const words = isBegun ? ["train", "--output", path, "--resume"] : [...begin, path];
        const { code, signal, stderr } = await start(program, words, left > 0 ? random : null);
        if (signal === "SIGKILL") {
          kills += 1;
          if (existsSync(path) && readdirSync(path).some((name) => name.endsWith(".tmp"))) leftovers += 1;
        } else if (code === 0) break;
        else {
          faults.push(`run ${runs} ended with ${code}: ${stderr}`);
          break;
        }
      }
      for (const name of ["model.safetensors", "history.json"]) {
        const read = (of: string) => (existsSync(join(of, name)) ? readFileSync(join(of, name)) : Buffer.alloc(0));
        if (!read(path).equals(read(whole.get(logStep)!))) faults.push(`run ${runs}: another ${name}`);
      }
      const strange = readdirSync(path).filter((name) => !/^[a-z]+\.(safetensors|json|html)$/.test(name));
      if (strange.length > 0) faults.push(`run ${runs} left ${strange.join(", ")}`);
      runs += 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { kills, runs, leftovers, faults };
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs the command line to its end, or kills it somewhere: in its beginning, or a little after it has written something. */
function start(program: string, words: readonly string[], random: (() => number) | null): Promise<Ending> {
  const child = spawn(process.execPath, [program, ...words], { cwd: app, stdio: ["ignore", "ignore", "pipe"] });
  const kill = (): void => void child.kill("SIGKILL");
  const early = random !== null && random() < 0.1 ? setTimeout(kill, 1500 * random()) : undefined;
  let linesLeft = random === null ? Infinity : 1 + Math.floor(4 * random());
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    linesLeft -= text.split("\n").length - 1;
    if (random !== null && linesLeft <= 0) {
      linesLeft = Infinity;
      setTimeout(kill, 40 * random());
    }
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(early);
      resolve({ code, signal, stderr });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , count = "200"] = process.argv;
  const report = await killRuns({ count: Number(count) });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
