import { UsageError } from "@proj/array";
import type { Quantity } from "./quantity.ts";

/** This process as one of several that train together. */
export interface ProcessOfRun {
  /** Where process 0 listens: `host:port`. */
  readonly coordinator: string;
  /** How many there are. */
  readonly processes: number;
  /** Which this one is. */
  readonly processId: number;
}

/** Whether a process writes the files of its run: one alone, or the first of several. */
export const writesFiles = (run: ProcessOfRun | null): boolean => run === null || run.processId === 0;

const most = 1_000_000;

/** What is typed of them. */
export const processQuantities = {
  processes: {
    label: "processes",
    description: "how many processes train together, each with this command; with --device xla",
    minimum: 1,
    maximum: most,
  },
  processId: {
    label: "process",
    description: "which of them this one is, from 0, which writes the files",
    minimum: 0,
    maximum: most,
  },
} as const satisfies Record<string, Quantity>;

/**
 * What was typed of a run of several processes; null for nothing.
 *
 * @param operation - the command, for messages.
 * @throws UsageError where a part is missing, or there is no such process.
 */
export function readProcesses(operation: string, device: string, given: Partial<ProcessOfRun>): ProcessOfRun | null {
  const { coordinator, processes, processId } = given;
  if (coordinator === undefined && processes === undefined && processId === undefined) return null;
  if (coordinator !== undefined && processes !== undefined && processId !== undefined) {
    if (processId < processes && device === "xla") return { coordinator, processes, processId };
  }
  throw new UsageError({
    operation,
    received: `--device ${device}, --coordinator ${coordinator ?? "none"}, --processes ${processes ?? "none"} and --process-id ${processId ?? "none"}`,
    expected: "the device xla, all three of the others, and a process below the number of processes",
    remedy:
      "write --device xla --coordinator host:port --processes 2 --process-id 0, and in the other process --process-id 1",
  });
}
