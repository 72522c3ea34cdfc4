/**
 * Auxiliary data of a node: everything in it that is not a child. It belongs to the structure, so it must be comparable
 * and must have a key under which a cache can find it again. Two rules hold throughout:
 *
 * - equal means `Object.is`, or arrays or plain objects with equal members, or the data's own `equals` method;
 *   so `NaN` equals itself, and `0` differs from `-0`;
 * - `metadataKey(a) === metadataKey(b)` exactly if `metadataEqual(a, b)`.
 */

/** Whether two pieces of auxiliary data are equal. */
export function metadataEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!metadataEqual(a[i], b[i])) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (hasEquals(a) && hasEquals(b)) return a.equals(b) === true;
  if (!isPlain(prototype) || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && metadataEqual(a[key as never], b[key as never]))
  );
}

/** A string that is the same for equal auxiliary data and differs for different ones, while this program runs. */
export function metadataKey(value: unknown): string {
  switch (typeof value) {
    case "string":
      // The length delimits the string without escaping it, which would take longer than all the rest.
      return `'${value.length}:${value}`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${String(value)}n`;
    case "boolean":
    case "undefined":
      return String(value);
    case "symbol":
    case "function":
      return identityKey(value);
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${Array.from(value, metadataKey).join()}]`;
      if (hasEquals(value)) return identityKey(representative(value));
      if (!isPlain(Object.getPrototypeOf(value))) return identityKey(value);
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      const open = Object.getPrototypeOf(value) === null ? "null{" : "{";
      return `${open}${entries.map(([key, member]) => `${metadataKey(key)}${metadataKey(member)}`).join()}}`;
    }
  }
}

/** Like `metadataKey`, but every object is equal to itself alone. */
export function identityKey(value: unknown): string {
  if (typeof value === "symbol" || typeof value === "function" || (typeof value === "object" && value !== null)) {
    return `#${identity(value)}`;
  }
  return metadataKey(value);
}

/** Writes any value shortly, for messages and printed structures. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `'${value.replace(/[\\']/g, "\\$&").replace(/\n/g, "\\n")}'`;
    case "function":
      return value.name === "" ? "<function>" : `<function ${value.name}>`;
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(formatValue).join(", ")}]`;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (isPlain(prototype)) {
        return `{${Object.entries(value)
          .map(([key, member]) => `${formatValue(key)}: ${formatValue(member)}`)
          .join(", ")}}`;
      }
      return `<${className(value)}>`;
    }
    case "bigint":
      return `${String(value)}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "symbol":
    case "undefined":
      return String(value);
  }
}

/** Texts with commas between them, put together without copying them: they may be those of a deep tree's branches. */
export function listed(texts: readonly string[]): string {
  return texts.reduce((all, text, index) => (index === 0 ? text : `${all}, ${text}`), "");
}

/** Cuts a text that is too long for a message. */
export function shorten(text: string, limit: number): string {
  const line = text.replaceAll("\n", " ");
  return line.length <= limit ? line : `${line.slice(0, limit - 3)}...`;
}

/** Name of the class of an object. */
export function className(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : "anonymous class";
}

interface Equatable {
  equals(other: unknown): unknown;
}

function hasEquals(value: object): value is Equatable {
  return "equals" in value && typeof value.equals === "function";
}

function isPlain(prototype: unknown): boolean {
  return prototype === Object.prototype || prototype === null;
}

let identities = 0;
const objectIdentities = new WeakMap<WeakKey, number>();
// Not every engine accepts symbols as weak keys. A program has few symbols, so they are held for good.
const symbolIdentities = new Map<symbol, number>();

function identity(value: object | symbol): number {
  const known = typeof value === "symbol" ? symbolIdentities.get(value) : objectIdentities.get(value);
  if (known !== undefined) return known;
  const id = identities++;
  if (typeof value === "symbol") symbolIdentities.set(value, id);
  else objectIdentities.set(value, id);
  return id;
}

const representativeOf = new WeakMap<object, object>();
// Held strongly: were a representative collected, equal data could get a second key. There are as many as distinct values.
const representativesByPrototype = new WeakMap<object, Equatable[]>();

/** The first object seen that equals this one, so that equal objects share one identity. */
function representative(value: Equatable): object {
  const known = representativeOf.get(value);
  if (known !== undefined) return known;
  const prototype = (Object.getPrototypeOf(value) as object | null) ?? nullPrototype;
  let representatives = representativesByPrototype.get(prototype);
  if (representatives === undefined) representativesByPrototype.set(prototype, (representatives = []));
  let found = representatives.find((candidate) => metadataEqual(candidate, value));
  if (found === undefined) representatives.push((found = value));
  representativeOf.set(value, found);
  return found;
}

const nullPrototype = {};
