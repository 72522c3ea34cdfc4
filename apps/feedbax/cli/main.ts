import { commandLine } from "./command-line/command-line.ts";
import { runStored } from "./run/stored-run.ts";
import { train } from "./run/train.ts";

// A reader that has gone (`| head`), or a terminal that was closed, takes nothing away from a run: its files are what counts.
const gone = ["EPIPE", "EIO", "ECONNRESET"];
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!gone.includes(error.code ?? "")) throw error;
  });
}
// The system ends a process by this signal whose file becomes larger than allowed, unless it listens: then writing fails.
if (process.platform !== "win32") process.on("SIGXFSZ", () => undefined);

// Some package managers hand on the `--` that parts their own arguments from the script's.
const words = process.argv.slice(2).filter((word, index) => !(word === "--" && index === 1));
try {
  await commandLine(train, runStored).parseAsync(words, { from: "user" });
} catch (error) {
  // Errors of use tell what to do; for all others the stack is what a report of the defect needs.
  const told = error instanceof Error && "remedy" in error ? error.message : undefined;
  process.stderr.write(`${told ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  process.exitCode = 1;
}
