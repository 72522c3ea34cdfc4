import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Run } from "../cpu/measure.ts";

const loader = fileURLToPath(new URL("../../../../packages/xla/python/exported.py", import.meta.url));

/** Something that is measured, and the seconds of its first run. */
export interface Begun {
  readonly first: number;
  readonly run: Run;
}

/** A Python process with JAX on so many devices, that runs what it is given. */
export class JaxPeer {
  readonly #process;
  readonly #answers: AsyncIterator<string>;
  #works = 0;

  constructor(python: string, devices: number) {
    this.#process = spawn(python, [join(import.meta.dirname, "peer.py"), loader], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        JAX_PLATFORMS: "cpu",
        PJRT_NPROC: "64",
        XLA_FLAGS: `--xla_force_host_platform_device_count=${String(devices)} --xla_allow_excess_precision=false`,
      },
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async make(name: string, more: object = {}): Promise<Begun> {
    const first = await this.#ask({ make: name, ...more });
    const work = this.#works++;
    return { first, run: (times) => this.#ask({ work, times }) };
  }

  close(): void {
    this.#process.kill();
  }

  async #ask(request: object): Promise<number> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error("the Python process has ended");
    return Number(answer.value);
  }
}
