import { UsageError } from "@proj/array";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Request } from "../command-line/command-line.ts";
import { parseQuantity } from "../command-line/quantity.ts";
import type { RunFolder } from "./run-folder.ts";
import { files, readFile } from "./run-folder.ts";
import type { Settings } from "../command-line/settings.ts";
import { parseSetting } from "../command-line/configuration.ts";
import {
  allNames,
  logStep,
  optionOf,
  settings as quantities,
  withDefaults,
  type SettingName,
} from "../command-line/settings.ts";

/** What a run is asked to be. */
export interface RunPlan {
  readonly settings: Settings;
  /** Iterations between validations. */
  readonly logStep: number;
  /** Settings that did not exist yet when the run began: they are defaults, and the files of the run go on without them. */
  readonly assumed: readonly SettingName[];
}

const stored: readonly string[] = [...allNames, "logStep"];

/** The settings that a run began with. */
export function settingsAtBegin({ settings, assumed }: Pick<RunPlan, "settings" | "assumed">): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !assumed.some((one) => one === name)));
}

/** A plan as it is written into files. */
export function planRecord(plan: RunPlan): Readonly<Record<string, number | string>> {
  return { ...settingsAtBegin(plan), logStep: plan.logStep };
}

/** A line that tells what is assumed of a run that is older than some settings; null where nothing is. */
export function assumption({ settings, assumed }: Pick<RunPlan, "settings" | "assumed">, path: string): string | null {
  if (assumed.length === 0) return null;
  const are = assumed.map((name) => `${optionOf(name)} ${settings[name]}`).join(", ");
  return `${path} is older than some settings, which count as ${are}.\n`;
}

/** By it a change by hand is noticed, with which the run would be neither that of before nor another. */
function fingerprintOf(record: Readonly<Record<string, number | string>>): string {
  const entries = stored.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]);
  return createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 16);
}

/** Writes the settings of a run beside its results. */
export function writeHyperparameters(folder: RunFolder, plan: RunPlan): void {
  const record = planRecord(plan);
  const text = JSON.stringify({ ...record, fingerprint: fingerprintOf(record) }, null, 2);
  folder.write(files.hyperparameters, `${text}\n`);
}

/** A name from a file, without characters that a terminal might obey. */
function nameInMessage(name: string): string {
  return `"${name.slice(0, 40).replace(/[^\x20-\x7e]/g, "?")}"`;
}

/** More than settings take. */
const longest = 2 ** 16;

/** The plan of the run that is in the output folder. */
function readHyperparameters(operation: string, output: string, remedy: string): RunPlan {
  const path = join(output, files.hyperparameters);
  const refuse = (received: string) =>
    new UsageError({
      operation,
      received,
      expected: `the ${files.hyperparameters} that was written when the run began`,
      remedy,
    });
  if (!existsSync(path)) throw refuse(`an output folder without a run: there is no ${path}`);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(readFile(operation, path, longest) ?? undefined));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // The message of the parser shows the characters that it minds, which a terminal might obey.
    const at = /position \d+/.exec(String(error))?.[0];
    throw refuse(`${path}, which is not JSON${at === undefined ? "" : `: see ${at}`}`);
  }
  if (typeof content !== "object" || content === null) throw refuse(`${path}, which holds no settings by name`);
  const { fingerprint, ...record } = content as Readonly<Record<string, unknown>>;
  const stranger = Object.keys(record).find((name) => !stored.includes(name));
  if (stranger !== undefined) throw refuse(`${path}, which has a setting ${nameInMessage(stranger)}`);
  const textOf = (name: string, kind: "number" | "string"): string => {
    const value = record[name];
    const what = kind === "number" ? "number" : "text";
    if (typeof value !== kind) throw refuse(`${path}, which has no ${what} for ${name}`);
    return String(value);
  };
  const read = (name: SettingName): number | string => {
    const kind = Object.hasOwn(quantities, name) ? "number" : "string";
    return parseSetting(`${path}: ${name}`, name, textOf(name, kind));
  };
  // A setting that is missing did not exist yet when the run began: the fingerprint tells if it was taken out.
  const isThere = (name: SettingName): boolean => Object.hasOwn(record, name);
  const there = Object.fromEntries(allNames.filter(isThere).map((name) => [name, read(name)])) as Partial<Settings>;
  const plan = {
    settings: withDefaults(there),
    logStep: parseQuantity(`${path}: logStep`, logStep, textOf("logStep", "number")),
    assumed: allNames.filter((name) => !isThere(name)),
  };
  if (fingerprint === fingerprintOf(planRecord(plan))) return plan;
  throw new UsageError({
    operation,
    received: `${path}, which has been changed since it was written`,
    expected: "the settings with which the run began",
    remedy:
      "put them back; to train longer give --batches on the command line, and for other settings choose another --output to begin anew",
  });
}

/**
 * What the run in a folder is.
 *
 * @param command - that asks, for errors
 * @throws UsageError when there is none, or its settings are not those that were written
 */
export function storedPlan(command: string, output: string): RunPlan {
  return readHyperparameters(command, output, "name the folder of a run with --output, or train one");
}

/** What a run that begins is to be. */
export function newPlan({ settings, logStep: given }: Request): RunPlan {
  return { settings, logStep: given ?? Math.ceil(settings.batches / 10), assumed: [] };
}

/**
 * What a run that goes on is to be: what it was when it began. It may become longer, and be validated more or less often.
 *
 * @throws UsageError when there is no such run, or when the user gave other settings, with which the outcome would be
 *   that of neither
 */
export function resumedPlan(request: Request): RunPlan {
  const { command, settings, given } = request;
  const before = readHyperparameters(
    `${command} --resume`,
    request.output,
    "name the folder of the run with --output, or leave out --resume to begin anew",
  );
  const others = [...given].filter((name) => settings[name] !== before.settings[name] && name !== "batches");
  if (others.length > 0) {
    const list = (of: Settings) => others.map((name) => `${optionOf(name)} ${of[name]}`).join(", ");
    throw new UsageError({
      operation: `${command} --resume`,
      received: `${list(settings)}, for a run that began with ${list(before.settings)}`,
      expected: "the settings with which the run began, or none",
      remedy: `leave out ${others.map(optionOf).join(", ")} to go on, or leave out --resume and choose another --output to begin anew`,
    });
  }
  const batches = given.has("batches") ? settings.batches : before.settings.batches;
  if (batches < before.settings.batches) {
    throw new UsageError({
      operation: `${command} --resume`,
      received: `--batches ${batches}, for a run of ${before.settings.batches} iterations`,
      expected: `no fewer iterations than those`,
      remedy: "leave out --batches to go on to the end of the run, or give more to go on beyond it",
    });
  }
  return { ...before, settings: { ...before.settings, batches }, logStep: request.logStep ?? before.logStep };
}
