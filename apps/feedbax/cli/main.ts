import { commandLine } from "./command-line/command-line.ts";
import { runWords } from "./command-line/run-words.ts";
import { runStored } from "./run/stored-run.ts";
import { train } from "./run/train.ts";
import { sweep } from "./sweep/sweep.ts";

// A reader that has gone (`| head`), or a terminal that was closed, takes nothing away from a run: its files are what counts.
const gone = ["EPIPE", "EIO", "ECONNRESET"];
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!gone.includes(error.code ?? "")) throw error;
  });
}
// The system ends a process by this signal whose file becomes larger than allowed, unless it listens: then writing fails.
if (process.platform !== "win32") process.on("SIGXFSZ", () => undefined);

await runWords(commandLine(train, runStored, sweep), process.argv.slice(2));
