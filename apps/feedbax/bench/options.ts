import { parseArgs } from "node:util";

/** What every benchmark can be told. */
export interface BenchOptions {
  /** Steady iterations to time. */
  readonly iterations: number;
  /** Trials in a batch. */
  readonly batchSize: number;
  /** The folder of the limit prototype, to be timed beside; null for none. */
  readonly prototype: string | null;
  /** Iterations after which memory is reported; none if empty. */
  readonly memory: readonly number[];
}

/**
 * Reads `--iterations 50`, `--batch 250`, `--prototype <folder>` (or PROTOTYPE) and `--memory 1000,10000` from the command
 * line.
 */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      iterations: { type: "string", default: "50" },
      batch: { type: "string", default: "250" },
      prototype: { type: "string", default: process.env["PROTOTYPE"] ?? "" },
      memory: { type: "string", default: "" },
    },
  });
  return {
    iterations: Number(values.iterations),
    batchSize: Number(values.batch),
    prototype: values.prototype === "" ? null : values.prototype,
    memory: values.memory === "" ? [] : values.memory.split(",").map(Number),
  };
}
