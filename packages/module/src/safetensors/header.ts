import type { Shape } from "@proj/array";

/*
 * The header of a file: a JSON object with an entry for each tensor, and one with texts. It is read before anything is
 * allocated, and as strictly as the format says: JSON alone would take the last of two tensors with one name.
 */

/** The bytes that the format allows for a header. */
export const longestHeader = 100_000_000;

/** The name of the entry that holds texts instead of a tensor. */
export const metadataName = "__metadata__";

/** The element types of the format for which there is a dtype here. */
export type StoredDType =
  | "BOOL"
  | "I8"
  | "I16"
  | "I32"
  | "I64"
  | "U8"
  | "U16"
  | "U32"
  | "U64"
  | "BF16"
  | "F16"
  | "F32"
  | "F64"
  | "C64"
  | "C128";

/** How many bytes an element takes. */
export const bytesOf: { readonly [S in StoredDType]: number } = {
  BOOL: 1,
  I8: 1,
  I16: 2,
  I32: 4,
  I64: 8,
  U8: 1,
  U16: 2,
  U32: 4,
  U64: 8,
  BF16: 2,
  F16: 2,
  F32: 4,
  F64: 8,
  C64: 8,
  C128: 16,
};

/** What a header says of a tensor. */
export interface HeaderEntry {
  readonly dtype: StoredDType;
  readonly shape: Shape;
  readonly data_offsets: readonly [start: number, end: number];
}

/** What a header says. */
export interface Header {
  readonly entries: ReadonlyMap<string, HeaderEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The header of a file, or what is wrong with it, as the end of a sentence. */
export function parseHeader(bytes: Uint8Array): Header | string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "the header is not UTF-8";
  }
  if (!text.startsWith("{")) return "the header is not a JSON object: it does not begin with {";
  const objection = objectionToKeys(text);
  if (objection !== null) return objection;
  let header: object;
  try {
    header = JSON.parse(text) as object;
  } catch (error) {
    const at = /position \d+/.exec(String(error))?.[0];
    return `the header is not a JSON object${at === undefined ? "" : `: see ${at}`}`;
  }

  const entries = new Map<string, HeaderEntry>();
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, entry] of Object.entries(header) as [string, unknown][]) {
    if (name === metadataName) {
      if (!isTexts(entry)) return `${metadataName} is ${shortly(entry)}, where texts by name belong`;
      metadata = entry;
    } else {
      if (!isHeaderEntry(entry)) return `the header describes ${shortly(name)} as ${shortly(entry)}`;
      entries.set(name, entry);
    }
  }
  return { entries, metadata };
}

// A text, or what opens, closes or follows a key. Runs of plain characters are one step, however long.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** An entry is an object with lists in the object of all entries. */
const deepest = 3;

/** What JSON lets pass and the format does not: keys that are there twice, and values inside of values. */
function objectionToKeys(text: string): string | null {
  const open: Set<string>[] = [];
  let last = "";
  let entry = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") {
      open.push(new Set());
      if (open.length > deepest) return `${shortly(entry)} in the header holds values more than ${deepest} levels deep`;
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":") {
      const keys = open.at(-1);
      const key = textOf(last);
      if (open.length === 1) entry = key;
      if (keys?.has(key) === true)
        return `the header has ${shortly(key)} twice${open.length === 1 ? "" : `, in ${shortly(entry)}`}`;
      keys?.add(key);
    } else last = token;
  }
  return null;
}

/** A text of JSON without its quotes; as it stands if it is none, which the parser of JSON will say. */
function textOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  if (typeof entry !== "object" || entry === null || Object.keys(entry).length !== 3) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof HeaderEntry, unknown>>;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  return (
    typeof dtype === "string" &&
    Object.hasOwn(bytesOf, dtype) &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isCount) &&
    offsets[0]! <= offsets[1]!
  );
}

/** A value of a header as JSON, cut where it is long, without characters that a terminal might obey. */
export function shortly(value: unknown): string {
  const json = JSON.stringify(value).replace(/[\x7f-\x9f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  return json.length > 120 ? `${json.slice(0, 120)}…` : json;
}
