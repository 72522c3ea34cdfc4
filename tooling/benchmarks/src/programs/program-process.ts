import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Run } from "../cpu/measure.ts";

const oneThread = {
  JAX_PLATFORMS: "cpu",
  XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
};

/** A program of a file that exports `start` and `step`, in a process of its own. */
export class ProgramProcess {
  readonly #process;
  readonly #answers: AsyncIterator<string>;

  private constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...oneThread },
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static ours(file: string): ProgramProcess {
    const worker = join(import.meta.dirname, "worker.ts");
    return new ProgramProcess(process.execPath, ["--conditions=@proj/source", "--import", "tsx", worker, file]);
  }

  static python(python: string, file: string): ProgramProcess {
    return new ProgramProcess(python, [join(import.meta.dirname, "worker.py"), file]);
  }

  /** Seconds until the first loss, from when the libraries are loaded. To be asked once, before any steps. */
  readonly first = (): Promise<number> => this.#answer();

  /** Makes steps. */
  readonly steps: Run = (times) => {
    this.#process.stdin.write(`${String(times)}\n`);
    return this.#answer();
  };

  close(): void {
    this.#process.kill();
  }

  async #answer(): Promise<number> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error("the process has ended");
    return Number(answer.value);
  }
}
