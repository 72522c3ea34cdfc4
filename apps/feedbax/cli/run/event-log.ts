import { tensorBoardHeader, tensorBoardScalars, tensorBoardUntil, type LogEvent } from "@proj/feedbax";
import { files, type RunFolder } from "../run-folder/run-folder.ts";

/** What a run tells TensorBoard. */
export interface EventLog {
  /** The loss of an iteration, null where it was not read. */
  iteration(batch: number, loss: number | null): void;
  /** All terms of an iteration that is logged, from when on the file has what was told. */
  logged(event: LogEvent): void;
}

/** A log that nobody wants. */
export const noEventLog: EventLog = { iteration: () => undefined, logged: () => undefined };

/**
 * Writes losses into an event file of TensorBoard.
 *
 * @param goesOn - whether the file of before goes on, from the iteration with which the run does
 */
export function eventLog(folder: RunFolder, goesOn: boolean): EventLog {
  const parts: Uint8Array[] = [];
  const begin = (batch: number): void => {
    const before = goesOn ? folder.read(files.events) : null;
    const kept = before === null ? new Uint8Array() : tensorBoardUntil(before, batch - 1);
    parts.push(kept.length === 0 ? tensorBoardHeader() : kept);
  };
  return {
    iteration: (batch, loss) => {
      if (parts.length === 0) begin(batch);
      if (loss !== null) parts.push(tensorBoardScalars(batch, { "loss/training": loss }));
    },
    logged: ({ batch, loss, validation }) => {
      const named = (of: string, terms: Readonly<Record<string, number>>) =>
        Object.entries(terms).map(([term, value]) => [`${of}/${term}`, value]);
      const scalars = Object.fromEntries([
        ["loss/validation", validation.total],
        ...named("training", loss.terms),
        ...named("validation", validation.terms),
      ]) as Record<string, number>;
      parts.push(tensorBoardScalars(batch + 1, scalars));
      // A file that is replaced as a whole is never half of one, whenever the run is killed.
      const all = Buffer.concat(parts);
      parts.splice(0, parts.length, all);
      folder.write(files.events, all);
    },
  };
}
