import { Worker } from "node:worker_threads";

/** About 20 ms of arithmetic. */
const rounds = 1e7;

/** Ten chains, which keep a core busy: a single one would not notice another thread on the same core. */
const spin = (rounds: number): number => {
  let [a, b, c, d, e, f, g, h, i, j] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  for (let n = 0; n < rounds; n++) {
    a = a * 0.999 + 1e-3;
    b = b * 0.999 + 1e-3;
    c = c * 0.999 + 1e-3;
    d = d * 0.999 + 1e-3;
    e = e * 0.999 + 1e-3;
    f = f * 0.999 + 1e-3;
    g = g * 0.999 + 1e-3;
    h = h * 0.999 + 1e-3;
    i = i * 0.999 + 1e-3;
    j = j * 0.999 + 1e-3;
  }
  return a + b + c + d + e + f + g + h + i + j;
};

/** How many of two cores the machine gives at the moment: two threads at once, compared with one. */
export class Cores {
  readonly #words = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor() {
    const code = `
      const { workerData: words } = require("node:worker_threads");
      const spin = ${spin.toString()};
      for (let turn = 0; ; turn++) {
        Atomics.wait(words, 0, turn);
        Atomics.store(words, 1, spin(${String(rounds)}) > 0 ? turn + 1 : 0);
        Atomics.notify(words, 1);
      }`;
    this.#worker = new Worker(code, { eval: true, workerData: this.#words });
    this.#worker.unref();
  }

  /** The number of cores, from 1 to 2. */
  gauge(): number {
    const timed = (work: () => void): number => {
      const before = performance.now();
      work();
      return performance.now() - before;
    };
    const both = (): void => {
      const turn = Atomics.add(this.#words, 0, 1) + 1;
      Atomics.notify(this.#words, 0);
      spin(rounds);
      while (Atomics.load(this.#words, 1) !== turn) Atomics.wait(this.#words, 1, turn - 1);
    };
    // The first turns start the worker and compile.
    const alone = Math.min(...[0, 1, 2].map(() => timed(() => spin(rounds))));
    const together = Math.min(...[0, 1, 2].map(() => timed(both)));
    return (2 * alone) / together;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
