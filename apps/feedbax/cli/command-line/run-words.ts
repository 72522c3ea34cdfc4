import { type Command, CommanderError } from "commander";

/**
 * Carries out what was typed. What goes wrong is written to the standard error and becomes the exit code of the process.
 *
 * @param words - without the program's name
 */
export async function runWords(program: Command, words: readonly string[]): Promise<void> {
  // Some package managers hand on the `--` that parts their own arguments from the script's.
  const own = words.filter((word, index) => !(word === "--" && index === 1));
  try {
    await program.parseAsync(own, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    // Errors of use tell what to do; for all others the stack is what a report of the defect needs.
    const told = error instanceof Error && "remedy" in error ? error.message : undefined;
    process.stderr.write(`${told ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    process.exitCode = 1;
  }
}
