import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@proj/devices/free-port";
import type { HistoryRecord } from "../../cli/run/history-record.ts";
import { randomNumbers } from "./random-numbers.ts";

/*
 * Runs of two processes on XLA, of four devices each, of which one is killed (kill -9) again and again, its Node or its worker. The other
 * has to end with an error; both go on from the checkpoint; and at the end the losses have to be those of a run that nobody killed.
 *
 *   PROJ_PYTHON=… node --conditions=@proj/source --import tsx test/cli/kills-of-several.ts 50
 *
 * kills 50 times.
 */

const app = fileURLToPath(new URL("../..", import.meta.url));
const program = ["--conditions=@proj/source", "--import", "tsx", "cli/main.ts"];
const sizes = ["--batch-size", "8", "--steps", "5", "--hidden-size", "3", "--batches", "60", "--log-step", "4"];
const device = ["--device", "xla", "--mesh", "data=8"];

/** Longer than this, the other process must not go on without the one that was killed. */
const patience = 60_000;

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Runs the command line, and tells how many lines it has written. */
function start(words: readonly string[], onLine: (lines: number) => void): Running {
  const child = spawn(process.execPath, [...program, "train", ...device, ...words], {
    cwd: app,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    onLine(stderr.split("\n").length - 1);
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr }));
  });
  return { child, ended };
}

/** The worker of a process; itself where there is none yet. */
function workerOf({ child }: Running): number {
  try {
    return Number(execFileSync("pgrep", ["-P", String(child.pid), "python"], { encoding: "utf8" }).split("\n")[0]);
  } catch {
    return child.pid!;
  }
}

/** The losses in the files of a run. */
function lossesOf(path: string): readonly number[] {
  const text = readFileSync(join(path, "history.json"), "utf8");
  const { total } = JSON.parse(text) as Pick<HistoryRecord, "total">;
  return total.flat();
}

/** How far lists of losses lie apart, relative to their size. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? Math.max(...a.map((x, k) => Math.abs(x - b[k]!) / Math.abs(b[k]!))) : Infinity;

/** Kills one of two processes `count` times. */
async function killRunsOfSeveral(count: number, seed = 1) {
  const folder = mkdtempSync(join(tmpdir(), "feedbax-kills-of-several-"));
  const random = randomNumbers(seed);
  const faults: string[] = [];
  const fault = (text: string): void => {
    faults.push(text);
    process.stderr.write(`${text}\n`);
  };
  /** Seconds until the other process had ended. */
  const seconds: number[] = [];
  let [runs, apart] = [0, 0];
  try {
    const whole = join(folder, "whole");
    const { code, stderr } = await start([...sizes, "--output", whole], () => undefined).ended;
    if (code !== 0) throw new Error(stderr);
    while (seconds.length < count) {
      const path = join(folder, `run-${runs}`);
      for (let left = Math.min(5, count - seconds.length); ; left--) {
        const coordinator = `127.0.0.1:${await freePort()}`;
        const begun = existsSync(join(path, "checkpoint.safetensors"));
        const words = begun ? ["--output", path, "--resume"] : [...sizes, "--output", path, "--overwrite"];
        const victim = random() < 0.5 ? 0 : 1;
        const ofNode = random() < 0.5;
        const lines = left > 0 ? 1 + Math.floor(3 * random()) : Infinity;
        const kill = { at: Infinity, isLate: false };
        const processes: readonly Running[] = [0, 1].map((processId) => {
          const run = ["--coordinator", coordinator, "--processes", "2", "--process-id", String(processId)];
          return start([...words, ...run], (written) => {
            if (processId !== 0 || written < lines || kill.at < Infinity) return;
            kill.at = performance.now() + 300 * random();
            setTimeout(() => {
              const one = processes[victim]!;
              try {
                process.kill(ofNode ? one.child.pid! : workerOf(one), "SIGKILL");
              } catch {
                // It has ended by itself, and the run with it.
                kill.isLate = true;
              }
            }, kill.at - performance.now());
          });
        });
        const [own, others] = [processes[victim]!, processes[1 - victim]!];
        const late = own.ended.then(() => setTimeout(() => others.child.kill("SIGKILL"), patience));
        const survivor = await others.ended;
        await own.ended;
        clearTimeout(await late);
        if (kill.at === Infinity) {
          for (const { code, stderr } of [survivor, await own.ended]) {
            if (code !== 0) fault(`run ${runs} ended with ${code}: ${stderr}`);
          }
          break;
        }
        if (survivor.code === 0) break;
        if (kill.isLate) {
          fault(`run ${runs} ended with ${survivor.code} before it was killed: ${survivor.stderr}`);
          break;
        }
        seconds.push(Math.round((performance.now() - kill.at) / 100) / 10);
        process.stderr.write(
          `${seconds.length} kills, the last of ${ofNode ? "Node" : "the worker"} ${victim}: ${seconds.at(-1)} s\n`,
        );
        if (!/device xla, which (was|is) lost/.test(survivor.stderr)) fault(`run ${runs}: ${survivor.stderr}`);
      }
      if (!existsSync(join(path, "history.json"))) fault(`run ${runs}: no results`);
      else apart = Math.max(apart, distance(lossesOf(path), lossesOf(whole)));
      runs += 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (apart > 1e-3) fault(`losses that differ by ${apart}`);
  const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
  return { kills: seconds.length, runs, seconds: { mean, longest: Math.max(...seconds) }, apart, faults };
}

const report = await killRunsOfSeveral(Number(process.argv[2] ?? "50"));
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.faults.length === 0 ? 0 : 1;
