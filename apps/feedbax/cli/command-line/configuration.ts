import { UsageError } from "@proj/array";
import { readFileSync } from "node:fs";
import { nearest, parseChoice } from "./choice.ts";
import { parseKeptValues } from "./kept-values.ts";
import { parsePerturbations } from "./perturbation.ts";
import { parseQuantity } from "./quantity.ts";
import { allNames, choices, defaultSettings, settings, texts, type SettingName, type Settings } from "./settings.ts";
import { parseTrainedParts } from "./trained-parts.ts";

/** The settings that a file or the command line gives. */
export type GivenSettings = Partial<Settings>;

function isChoice(name: SettingName): name is keyof typeof choices {
  return Object.hasOwn(choices, name);
}

function isText(name: SettingName): name is keyof typeof texts {
  return Object.hasOwn(texts, name);
}

/** What checks the texts of settings that are texts. */
const textParsers = {
  perturb: parsePerturbations,
  whereTrain: parseTrainedParts,
  keep: parseKeptValues,
} as const satisfies { readonly [Name in keyof typeof texts]: (operation: string, text: string) => unknown };

/**
 * One setting from a text, as it is typed or as a file has it.
 *
 * @param operation - where it stands, for errors
 * @throws UsageError when the setting cannot be that
 */
export function parseSetting(operation: string, name: SettingName, text: string): number | string {
  if (isChoice(name)) return parseChoice(operation, choices[name], text);
  if (!isText(name)) return parseQuantity(operation, settings[name], text);
  textParsers[name](operation, text);
  return text;
}

/**
 * Settings of a run from a file of JSON: `{ "body": "arm", "hiddenSize": 100 }`, by the names of `hyperparameters.json`.
 *
 * @param command - for errors
 * @param path - of the file
 * @throws UsageError when it cannot be read, or has a setting that does not exist or cannot be that
 */
export function readConfiguration(command: string, path: string): GivenSettings {
  const operation = `${command} --config`;
  const refuse = (received: string, remedy: string): UsageError =>
    new UsageError({
      operation,
      received: `${path}, ${received}`,
      expected: 'settings by name, such as { "body": "arm", "hiddenSize": 100 }',
      remedy,
    });
  return readSettings(readJson(path, refuse), path, refuse);
}

/** Makes the error of a file: what was found in it, and what to do. */
export type Refuse = (received: string, remedy: string) => UsageError;

/** What a file of JSON holds. */
export function readJson(path: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const at = /position \d+/.exec(String(error))?.[0];
    if (error instanceof SyntaxError)
      throw refuse(`which is not JSON${at === undefined ? "" : `: see ${at}`}`, "correct the text there");
    throw refuse("which cannot be read", "name a file that is there");
  }
}

/** The fields of what should be an object of settings by name. */
export function settingFields(content: unknown, refuse: Refuse): readonly (readonly [SettingName, unknown])[] {
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw refuse("which holds no settings by name", "write them between braces");
  return Object.entries(content).map(([name, value]: [string, unknown]) => {
    const known = allNames.find((one) => one === name);
    if (known !== undefined) return [known, value];
    const meant = nearest(name, allNames);
    const shown = JSON.stringify(name.slice(0, 40));
    throw refuse(
      `which has a setting ${shown}`,
      meant === null ? `write one of ${allNames.join(", ")}` : `write ${meant}, or leave it out`,
    );
  });
}

/** A setting as a file has it. */
export function readSetting(name: SettingName, value: unknown, path: string, refuse: Refuse): number | string {
  const isNumber = Object.hasOwn(settings, name);
  if (typeof value === (isNumber ? "number" : "string")) return parseSetting(`${path}: ${name}`, name, String(value));
  throw refuse(
    `which has ${JSON.stringify(value).slice(0, 40)} for ${name}`,
    isNumber
      ? "write a number, without quotes"
      : `write a word in quotes, such as ${JSON.stringify(defaultSettings[name])}`,
  );
}

/** Settings by name from what a file holds. */
export function readSettings(content: unknown, path: string, refuse: Refuse): GivenSettings {
  const fields = settingFields(content, refuse);
  return Object.fromEntries(fields.map(([name, value]) => [name, readSetting(name, value, path, refuse)]));
}
