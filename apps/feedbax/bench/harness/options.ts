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
  /** Whether to print where the time goes; the program then runs a little slower. */
  readonly profile: boolean;
}

/**
 * Reads `--iterations 50`, `--batch 250`, `--prototype <folder>` (or PROTOTYPE), `--memory 1000,10000` and `--profile`
 * from the command line.
 */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      iterations: { type: "string", default: "50" },
      batch: { type: "string", default: "250" },
      prototype: { type: "string", default: process.env["PROTOTYPE"] ?? "" },
      memory: { type: "string", default: "" },
      profile: { type: "boolean", default: false },
    },
  });
  return {
    iterations: Number(values.iterations),
    batchSize: Number(values.batch),
    prototype: values.prototype === "" ? null : values.prototype,
    profile: values.profile,
    memory: values.memory === "" ? [] : values.memory.split(",").map(Number),
  };
}
