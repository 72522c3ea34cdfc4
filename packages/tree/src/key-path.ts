import { anyOption, booleanOption, listOption, readArgument, readOptions, textOption } from "./core/options.ts";
import { formatValue } from "./metadata.ts";

/** Position in an array: `[0]`. */
export class SequenceKey {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  get simple(): string {
    return String(this.index);
  }
  toString(): string {
    return `[${this.index}]`;
  }
}

/** Key of a plain object: `['a']`. */
export class DictKey {
  readonly key: string;
  constructor(key: string) {
    this.key = key;
  }
  get simple(): string {
    return this.key;
  }
  toString(): string {
    return `[${formatValue(this.key)}]`;
  }
}

/** Key of a `Map`, which may be any value: `.get('a')`. */
export class MapKey {
  readonly key: unknown;
  constructor(key: unknown) {
    this.key = key;
  }
  get simple(): string {
    return typeof this.key === "string" ? this.key : formatValue(this.key);
  }
  toString(): string {
    return `.get(${formatValue(this.key)})`;
  }
}

/** Named field of a class node: `.weight`. */
export class GetAttrKey {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  get simple(): string {
    return this.name;
  }
  toString(): string {
    return `.${this.name}`;
  }
}

/** Child of a class node whose rule names no keys: `[<flat index 0>]`. */
export class FlattenedIndexKey {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
  get simple(): string {
    return String(this.index);
  }
  toString(): string {
    return `[<flat index ${this.index}>]`;
  }
}

/** One step from a node to a child. `simple` is the bare name, `toString()` the JavaScript expression. */
export type KeyEntry = SequenceKey | DictKey | MapKey | GetAttrKey | FlattenedIndexKey;

/** The steps from the root of a tree to a node; the empty path is the root itself. */
export type KeyPath = readonly KeyEntry[];

/** @internal A path from its end, which paths below it share. */
export interface Steps {
  readonly entry: KeyEntry;
  readonly before: Steps | null;
}

/** @internal The path that ends in these steps. */
export function pathOf(steps: Steps | null): KeyPath {
  const path: KeyEntry[] = [];
  for (let step = steps; step !== null; step = step.before) path.push(step.entry);
  return path.reverse();
}

const keyStringReaders = { simple: booleanOption, separator: textOption };

/**
 * Writes a key path as text.
 *
 * @param path - steps from the root.
 * @param options - `simple: true` gives bare names instead of JavaScript expressions (default `false`); `separator` stands
 *   between the steps (default `""`).
 * @returns for example `.layers[0]['w']`, or `layers/0/w` with `{ simple: true, separator: "/" }`.
 * @example
 * import { flattenWithPath, keyString } from "@proj/tree";
 * const [entries] = flattenWithPath({ a: [10, 20] });
 * entries.map(([path]) => keyString(path)); // → ["['a'][0]", "['a'][1]"]
 */
export function keyString(path: KeyPath, options?: { readonly simple?: boolean; readonly separator?: string }): string {
  const { simple = false, separator = "" } = readOptions<{ simple?: boolean; separator?: string }>(
    "keyString",
    options,
    keyStringReaders,
  );
  return readArgument("keyString", "path", path, listOption(anyOption<KeyEntry>()))
    .map((entry) => (simple ? entry.simple : entry.toString()))
    .join(separator);
}
