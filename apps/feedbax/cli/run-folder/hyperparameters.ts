import { UsageError } from "@proj/array";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Request } from "../command-line/command-line.ts";
import { parseQuantity } from "../command-line/quantity.ts";
import type { RunFolder } from "./run-folder.ts";
import { files } from "./run-folder.ts";
import type { Settings } from "../command-line/settings.ts";
import { optionOf, settingNames, settings as quantities } from "../command-line/settings.ts";

/** Writes the settings of a run beside its results. */
export function writeHyperparameters(folder: RunFolder, settings: Settings): void {
  folder.write(files.hyperparameters, `${JSON.stringify(settings, null, 2)}\n`);
}

/** The settings of the run that is in the output folder. */
function readHyperparameters({ command, output }: Request): Settings {
  const path = join(output, files.hyperparameters);
  const refuse = (received: string) =>
    new UsageError({
      operation: `${command} --resume`,
      received,
      expected: `the ${files.hyperparameters} that was written when the run began`,
      remedy: "name the folder of the run with --output, or leave out --resume to begin anew",
    });
  if (!existsSync(path)) throw refuse(`an output folder without a run: there is no ${path}`);
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw refuse(`${path}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const settings = settingNames.map((name) => {
    const value: unknown = (stored as Partial<Record<string, unknown>> | null)?.[name];
    if (typeof value !== "number") throw refuse(`${path}, which has no number for ${name}`);
    return [name, parseQuantity(`${path}: ${name}`, quantities[name], String(value))] as const;
  });
  return Object.fromEntries(settings) as Settings;
}

/**
 * The settings with which a run goes on: those with which it began.
 *
 * @throws UsageError when there is no such run, or when the user gave other settings, with which the outcome would be
 *   that of neither
 */
export function resumedSettings(request: Request): Settings {
  const { command, settings, given } = request;
  const stored = readHyperparameters(request);
  const others = [...given].filter((name) => settings[name] !== stored[name]);
  if (others.length === 0) return stored;
  const list = (of: Settings) => others.map((name) => `${optionOf(name)} ${of[name]}`).join(", ");
  throw new UsageError({
    operation: `${command} --resume`,
    received: `${list(settings)}, for a run that began with ${list(stored)}`,
    expected: "the settings with which the run began, or none",
    remedy: `leave out ${others.map(optionOf).join(", ")} to go on, or leave out --resume and choose another --output to begin anew`,
  });
}
