import { UsageError } from "@proj/array";
import { nearest } from "../command-line/choice.ts";
import { readJson, readSetting, readSettings, settingFields, type Refuse } from "../command-line/configuration.ts";
import { defaultSettings, withDefaults, type SettingName, type Settings } from "../command-line/settings.ts";

/** What a sweep is about. */
export interface SweepConfiguration {
  /** What is the same everywhere, as far as the user gave it. */
  readonly settings: Partial<Settings>;
  /** The values of each setting that varies. */
  readonly grid: Readonly<Partial<Record<SettingName, readonly (number | string)[]>>>;
}

/** The parts of a file. */
const parts = ["settings", "grid"] as const;

/** What may not vary: each point has as many models, and a sweep keeps nothing besides losses. */
const fixed: readonly SettingName[] = ["replicates", "keep"];

/**
 * Reads what a sweep is about from a file of JSON.
 *
 * @param path - of the file: `{ "settings": { "body": "arm", "replicates": 5 }, "grid": { "learningRate": [0.003, 0.01] } }`
 * @throws UsageError when it cannot be read, has a part or a setting that does not exist, varies nothing, or has the same twice
 */
export function readSweep(path: string): SweepConfiguration {
  const refuse: Refuse = (received, remedy) =>
    new UsageError({
      operation: "sweep --config",
      received: `${path}, ${received}`,
      expected:
        'settings and lists of values, such as { "settings": { "body": "arm" }, "grid": { "learningRate": [0.003, 0.01] } }',
      remedy,
    });
  const content = readJson(path, refuse);
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw refuse("which holds no parts by name", "write settings and grid between braces");
  for (const name of Object.keys(content)) {
    if (parts.some((part) => part === name)) continue;
    const meant = nearest(name, parts);
    const shown = JSON.stringify(name.slice(0, 40));
    throw refuse(`which has a part ${shown}`, meant === null ? `write ${parts.join(" or ")}` : `write ${meant}`);
  }
  const { settings = {}, grid } = content as Readonly<Record<string, unknown>>;
  const given = readSettings(settings, path, refuse);
  if (given.keep !== undefined) throw refuse("which has keep", "leave it out, and train the best alone with it");
  if (grid === undefined)
    throw refuse("which has no grid", "name the settings that vary in grid, each with a list of values");
  const varied = settingFields(grid, refuse).map(([name, values]) => {
    if (fixed.includes(name)) throw refuse(`which varies ${name}`, `write ${name} among settings`);
    if (given[name] !== undefined)
      throw refuse(`which has ${name} among settings and in grid`, "leave out one of them");
    if (!Array.isArray(values) || values.length === 0)
      throw refuse(
        `which has no list of values for ${name}`,
        `write for example ${JSON.stringify([defaultSettings[name]])}`,
      );
    const read = values.map((value: unknown) => readSetting(name, value, path, refuse));
    if (new Set(read).size < read.length) throw refuse(`which has a value of ${name} twice`, "leave out one of them");
    return [name, read] as const;
  });
  if (varied.length === 0)
    throw refuse("whose grid is empty", "name the settings that vary in grid, each with a list of values");
  return { settings: given, grid: Object.fromEntries(varied) };
}

/** The settings of each point of a grid; the last name varies fastest. */
export function pointsOf({ settings, grid }: SweepConfiguration): readonly Settings[] {
  const names = Object.keys(grid) as SettingName[];
  const combinations = names.reduce<readonly Partial<Settings>[]>(
    (done, name) => done.flatMap((one) => grid[name]!.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  return combinations.map((one) => withDefaults({ ...settings, ...one }));
}
