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
 * Writes losses into an event file of TensorBoard, which goes on where a run does.
 *
 * @param done - iterations that were done before
 */
export function eventLog(folder: RunFolder, done: number): EventLog {
  const before = folder.read(files.events);
  const kept = before === null ? new Uint8Array() : tensorBoardUntil(before, done);
  const parts: Uint8Array[] = [kept.length === 0 ? tensorBoardHeader() : kept];
  return {
    iteration: (batch, loss) => {
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
