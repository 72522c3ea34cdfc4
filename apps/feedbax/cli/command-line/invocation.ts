import { readFileSync } from "node:fs";
import type { Settings } from "./settings.ts";
import { allNames, defaultSettings, optionOf, presets } from "./settings.ts";

const workspace = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8")) as {
  readonly packageManager: string;
};

/** A text as one word of a POSIX shell: in quotes if the shell would read it otherwise. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A command as a user would type it at the root of the repository.
 *
 * @param command - `"train"` or `"demo"`
 * @param given - settings; those that are the defaults of `train` are left out
 * @param more - further options, as the shell is to read them
 */
export function invocation(command: string, given: Partial<Settings>, more: readonly string[] = []): string {
  const usual = { ...defaultSettings, ...presets[given.body ?? defaultSettings.body] };
  const options = allNames.flatMap((name) => {
    const value = given[name];
    return value === undefined || value === usual[name] ? [] : [`${optionOf(name)} ${shellWord(String(value))}`];
  });
  return [`npx -y ${workspace.packageManager} --filter @proj/feedbax ${command}`, ...options, ...more].join(" ");
}
