import { UsageError } from "@proj/array";
import { freemem } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { Request } from "../command-line/command-line.ts";
import { checkIterations, keptIterations, parseKeptValues } from "../command-line/kept-values.ts";
import type { Settings } from "../command-line/settings.ts";
import { evaluationKeys } from "./evaluation.ts";

/*
 * What a run needs, estimated from its sizes before anything is made. Whatever is too large ends here with an account,
 * instead of being killed by the system in the middle.
 */

/**
 * Bytes of the arrays of a run: the compiled training step, which remembers all steps of all trials for the derivative, and
 * the states of the evaluation.
 *
 * The numbers of floats are those of compiled programs: 14 for each hidden unit and 22 besides, at each step of each trial; and 8 for each
 * parameter (itself, its gradient, two moments, and those of the next step). Programs that sum up in chunks keep half. Those that take an
 * eighth of the trials forwards and backwards at once keep that of them for each thread, so that eight threads need all.
 */
export function estimateArrayBytes({ batchSize, steps, hiddenSize, replicates, delay }: Settings): number {
  const sensed = 8;
  const parameters = 3 * hiddenSize * (hiddenSize + sensed) + 4 * hiddenSize + 2 * hiddenSize + 2;
  const training = steps * batchSize * (14 * hiddenSize + 22) + 2 * delay * batchSize * 4 + 8 * parameters;
  const trials = 7;
  const evaluation = evaluationKeys * trials * steps * (2 * hiddenSize + 40);
  return 4 * replicates * (training + evaluation);
}

/** Bytes of a history on the heap: its tables, its rows as lists, and its text, which is longest. */
export function estimateHistoryBytes({ batches, replicates }: Settings): {
  readonly heap: number;
  readonly text: number;
} {
  const curves = 11;
  const text = batches * replicates * 6 * 20;
  return { heap: batches * curves * (48 + 12 * replicates) + 2 * text, text };
}

/** The longest text that the engine can make. */
const longestText = 2 ** 29 - 24;

/** What a 32-bit program can address. */
const addressable = 2 ** 32;

/** What is asked of a run, besides its settings, that decides whether it can be carried out. */
export interface Feasibility extends Pick<Request, "device" | "checkpointIterations"> {
  /** The command, for messages. */
  readonly command: string;
}

/**
 * Refuses a run that cannot be carried out, before anything is made.
 *
 * @throws UsageError when it needs more memory than there is, or would be without feedback
 */
export function checkFeasible({ command, device, checkpointIterations }: Feasibility, settings: Settings): void {
  const { batches, batchSize, steps, hiddenSize, replicates, delay } = settings;
  if (delay > 0 && delay > steps - 3) {
    throw new UsageError({
      operation: `${command} --delay`,
      received: `feedback that comes ${delay} steps late, in trials of ${steps} states`,
      expected: `a delay of at most ${Math.max(0, steps - 3)} steps, so that the network senses some of its movement before the trial ends`,
      remedy: `choose a shorter --delay, or --steps ${delay + 3} or more`,
    });
  }
  // The longest epochs before the sign to go last 14, 19 and 24 steps.
  const leastDelayed = 60;
  if (settings.task === "delayed-reaches" && steps < leastDelayed) {
    throw new UsageError({
      operation: `${command} --task delayed-reaches`,
      received: `trials of --steps ${steps}`,
      expected: `at least ${leastDelayed} steps, so that the sign to go comes before the trial ends`,
      remedy: `choose --steps ${leastDelayed} or more`,
    });
  }
  checkIterations(`${command} --keep`, keptIterations(parseKeptValues("--keep", settings.keep)), batches);
  checkIterations(`${command} --checkpoint-at`, checkpointIterations ?? [], batches);
  const free = Math.min(freemem(), process.constrainedMemory() || Infinity);
  const limits = {
    free: { bytes: free, is: "are free on this computer" },
    program: { bytes: addressable, is: "are what a compiled program can address" },
    heap: { bytes: getHeapStatistics().heap_size_limit, is: "are what the engine lets programs have besides arrays" },
    text: { bytes: longestText, is: "are the longest text that the engine can write" },
  };
  const refuseBeyond = (needed: number, limit: keyof typeof limits, what: string, smaller: string): void => {
    const { bytes, is } = limits[limit];
    if (needed <= bytes) return;
    throw new UsageError({
      operation: command,
      received: `${what}, which need about ${formatBytes(needed)}`,
      expected: `at most ${formatBytes(bytes)}, which ${is}`,
      remedy: `choose a smaller ${smaller}`,
    });
  };
  const arrays = estimateArrayBytes(settings);
  const whatArrays = `--batch-size ${batchSize} trials of --steps ${steps} with --hidden-size ${hiddenSize} and --replicates ${replicates}`;
  const smallerArrays = "--batch-size, --steps, --hidden-size or --replicates";
  if (device === "wasm") refuseBeyond(arrays, "program", whatArrays, smallerArrays);
  refuseBeyond(arrays, "free", whatArrays, smallerArrays);
  const history = estimateHistoryBytes(settings);
  const whatHistory = `the losses of --batches ${batches} with --replicates ${replicates}`;
  refuseBeyond(history.text, "text", whatHistory, "--batches or --replicates");
  refuseBeyond(history.heap, "heap", whatHistory, "--batches or --replicates");
}

/** A size in the unit that suits it: `1.5 GiB`. */
function formatBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}
