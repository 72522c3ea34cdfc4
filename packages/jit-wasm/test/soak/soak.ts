/* Very many calls on threads: what they need must not grow. */
import { matmul, scan, tanh, type NDArray } from "@proj/array";
import { abstractArray, stage } from "@proj/array/core";
import { compile, type HostExecutable } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { team } from "../../src/threads/team.ts";
import { startedWorkers } from "./started-workers.ts";

/** What a soak found. */
export interface Soaked {
  /** How many bytes the process had more in the last tenth of the calls than in the second, on average. */
  readonly grown: number;
  readonly workers: number;
  /** Pieces that workers ran. */
  readonly helped: number;
  /** Calls whose results were not those of the first. */
  readonly wrong: number;
}

const size = 64;
/** Every so many calls a program is compiled anew, and the one before dropped. */
const callsOfProgram = 20;

function program(threads: number): HostExecutable {
  const made = wasm({ threads });
  // It cuts whatever it can, as if it took long.
  const threading = { ...made.limits.threading!, leastEffort: 1, leastIntensity: 0 };
  const { jaxpr } = stage(
    ([x]) => {
      const [last, all] = scan((h: NDArray) => [tanh(matmul(h, x!).mul(0.1)), h] as const, x!, null, { length: 8 });
      return [last, all.sum({ axis: 0 }), x!.sum()];
    },
    [abstractArray([size, size], "float32")],
    "soak",
  );
  return compile("soak", jaxpr, { ...made, limits: { ...made.limits, threading } }).executable;
}

/**
 * Runs programs on threads that often.
 *
 * @param breathe - is waited for now and then: messages of workers that end, and of programs that are dropped, come then.
 */
export async function soak(calls: number, threads: number, breathe: () => Promise<void>): Promise<Soaked> {
  const { workers, stop } = startedWorkers();
  const input = Float32Array.from({ length: size * size }, (_, n) => ((n * 7919) % 1009) / 504 - 1);
  const text = (): string =>
    executable
      .run([input], [null, null, null])
      .map((result) => Buffer.from(result.buffer).toString("latin1"))
      .join();
  team().leastToWake = 0;
  const helpedBefore = team().helped;
  const bytes: number[] = [];
  let executable = program(threads);
  let wrong = 0;
  const first = text();
  for (let call = 0; call < calls; call++) {
    if (call % callsOfProgram === callsOfProgram - 1) {
      executable = program(threads);
      await breathe();
      bytes.push(process.memoryUsage.rss());
    }
    if (text() !== first) wrong++;
  }
  stop();
  const tenth = Math.ceil(bytes.length / 10);
  const mean = (some: readonly number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length;
  const grown = mean(bytes.slice(-tenth)) - mean(bytes.slice(tenth, 2 * tenth));
  return { grown, workers: workers.length, helped: team().helped - helpedBefore, wrong };
}
