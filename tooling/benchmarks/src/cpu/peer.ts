import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { NDArray } from "@proj/array";
import type { Clock, Run } from "./measure.ts";

/** The libraries that a Python process runs. */
export type Library = "jax" | "numpy";

/** What makes the libraries run on so many threads. */
const environment = (threads: number): Readonly<Record<string, string>> => ({
  JAX_PLATFORMS: "cpu",
  XLA_FLAGS: threads === 1 ? "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" : "",
  OMP_NUM_THREADS: String(threads),
  OPENBLAS_NUM_THREADS: String(threads),
});

/** A Python process with JAX and NumPy on some threads, that runs what it is given. */
export class Peer {
  readonly #process;
  readonly #answers: AsyncIterator<string>;
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-"));

  readonly #clock: Clock;

  /**
   * @param options.keep - whether JAX's results lie about for a while, as where a garbage collector frees them.
   */
  constructor(python: string, { threads, clock, keep }: { threads: number; clock: Clock; keep: boolean }) {
    this.#clock = clock;
    this.#process = spawn(python, [join(import.meta.dirname, "peer.py"), ...(keep ? ["--keep"] : [])], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...environment(threads) },
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** A function of the library, as Python source, of these arrays. */
  async prepare(library: Library, source: string, inputs: readonly NDArray[]): Promise<Run> {
    const work = await this.#ask({ library, source, inputs: this.#written(inputs) });
    return (times) => this.#ask({ work, times, clock: this.#clock });
  }

  /** The seconds until JAX, which then has compiled nothing, gives the first results of a function. */
  firstCall(source: string, inputs: readonly NDArray[]): Promise<number> {
    return this.#ask({ first: source, inputs: this.#written(inputs) });
  }

  /** The arrays in files that the process reads. */
  #written(inputs: readonly NDArray[]): readonly object[] {
    return inputs.map((x, index) => {
      const file = join(this.#folder, String(index));
      writeFileSync(file, x.dataSync());
      return { file, dtype: x.dtype, shape: x.shape };
    });
  }

  close(): void {
    this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }

  async #ask(request: object): Promise<number> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error("the Python process has ended");
    return Number(answer.value);
  }
}
