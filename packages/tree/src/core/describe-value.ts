/**
 * Any JavaScript value in a few words, for messages.
 *
 * @param value - anything.
 * @returns what a reader would call it: `the text "rows"`, `a list of length 2`, `undefined`.
 * @example
 * import { describeValue } from "@proj/tree/core";
 * describeValue("rows"); // → "the text \"rows\""
 * describeValue([1, 2]); // → "a list of length 2"
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "number":
      return `the number ${value}`;
    case "bigint":
      return `the BigInt ${value}n`;
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "undefined":
    case "boolean":
    case "symbol":
      return String(value);
    case "object":
      return value === null ? "null" : describeObject(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `a list of length ${value.length}`;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  if (prototype === null || prototype === Object.prototype) return "a plain object";
  return `an instance of ${prototype.constructor?.name ?? "a class without a name"}`;
}
