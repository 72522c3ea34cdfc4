import { isRecord, UsageError } from "@proj/tree/core";
import { isNDArray } from "../core/types/array-brand.ts";
import type { Complex } from "../core/types/scalar-value.ts";
import type { NestedList } from "../ndarray/nested-list.ts";

/** A field of a format: which value, and how its numbers are written. */
interface Field {
  readonly key: number | string;
  readonly digits: number | undefined;
  readonly notation: "f" | "e" | "g" | null;
}

/** A format taken apart into texts and fields. */
export type Pieces = readonly (string | Field)[];

const piece = /\{\{|\}\}|\{(\w*)(?::(?:\.(\d+))?([feg])?)?\}|[{}]|[^{}]+/g;

/**
 * Takes a format apart, and looks for the values of its fields.
 *
 * @throws UsageError for a brace without its partner or a specification that is unknown, and when a value is missing.
 */
export function checkedFormat(operation: string, format: string, values: readonly unknown[]): Pieces {
  let next = 0;
  return [...format.matchAll(piece)].map(([text, name, digits, notation]) => {
    if (text === "{{" || text === "}}") return text[0]!;
    if (text === "{" || text === "}") throw malformed(operation, format);
    if (name === undefined) return text;
    const key = name === "" ? next++ : /^\d+$/.test(name) ? Number(name) : name;
    if (!hasValue(values, key)) throw missing(operation, key, values);
    return {
      key,
      digits: digits === undefined ? undefined : Number(digits),
      notation: (notation ?? null) as Field["notation"],
    };
  });
}

function malformed(operation: string, format: string): UsageError {
  return new UsageError({
    operation,
    received: `the format ${JSON.stringify(format)}`,
    expected: "fields such as {}, {0}, {name} and {name:.3f}, and braces in pairs",
    remedy: "write {{ and }} for braces that are meant as such",
  });
}

function missing(operation: string, key: number | string, values: readonly unknown[]): UsageError {
  return new UsageError({
    operation,
    received: `a field {${key}}, and ${values.length} value${values.length === 1 ? "" : "s"}`,
    expected: typeof key === "number" ? `at least ${key + 1}` : `a member ${key} of the last value`,
    remedy: "give a value for every field: print('{} {x}', a, { x: b })",
  });
}

function hasValue(values: readonly unknown[], key: number | string): boolean {
  if (typeof key === "number") return key < values.length;
  const last = values.at(-1);
  return isRecord(last) && Object.hasOwn(last, key);
}

/** The text of a format with its values, which are on the host. */
export function formatted(pieces: Pieces, values: readonly unknown[]): string {
  return pieces
    .map((part) => {
      if (typeof part === "string") return part;
      const { key } = part;
      return written(typeof key === "number" ? values[key] : (values.at(-1) as Record<string, unknown>)[key], part);
    })
    .join("");
}

/** A value as a text; trees in the notation of JavaScript. */
function written(value: unknown, field: Field): string {
  const plain = field.digits === undefined && field.notation === null;
  if (isNDArray(value)) return plain ? value.toString() : writtenList(value.toList(), field);
  if (typeof value === "number" && !plain) return writtenNumber(value, field);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => written(item, field)).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${written(member, field)}`)
    .join(", ")} }`;
}

function writtenList(list: NestedList, field: Field): string {
  if (Array.isArray(list)) return `[${list.map((item: NestedList) => writtenList(item, field)).join(", ")}]`;
  if (typeof list === "number") return writtenNumber(list, field);
  if (typeof list !== "object") return String(list);
  const { re, im } = list as Complex;
  return `${writtenNumber(re, field)}${im < 0 ? "" : "+"}${writtenNumber(im, field)}j`;
}

function writtenNumber(value: number, { digits = 6, notation }: Field): string {
  if (!Number.isFinite(value)) return String(value);
  switch (notation) {
    case "f":
      return value.toFixed(digits);
    case "e":
      return value.toExponential(digits);
    case "g":
    case null:
      return String(Number(value.toPrecision(Math.max(1, digits))));
  }
}
