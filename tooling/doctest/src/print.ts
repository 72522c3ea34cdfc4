/**
 * The text by which an example's comment names a value.
 *
 * A value that prints itself (an array, a structure) is printed by its own `toString`; everything else in the notation
 * that a reader would use to write it down.
 *
 * @param value - any value.
 */
export function print(value: unknown): string {
  return printNested(value, []);
}

function printNested(value: unknown, ancestors: readonly unknown[]): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return printFunction(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (ancestors.includes(value)) return "[Circular]";

  const inner = (item: unknown) => printNested(item, [...ancestors, value]);
  if (Array.isArray(value)) return `[${value.map(inner).join(", ")}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${className(value)} [${Array.from(value as unknown as ArrayLike<unknown>, inner).join(", ")}]`;
  }
  if (value instanceof Map)
    return braces(
      "Map",
      [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`),
    );
  if (value instanceof Set) return braces("Set", [...value].map(inner));
  if (printsItself(value)) return (value as SelfPrinting).toString();
  const fields = Object.entries(value).map(([key, item]) => `${printKey(key)}: ${inner(item)}`);
  return braces(isPlain(value) ? "" : className(value), fields);
}

function braces(name: string, parts: readonly string[]): string {
  return `${name} ${parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`}`.trimStart();
}

function printKey(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key);
}

function printFunction(value: { readonly name: string; readonly toString: unknown }): string {
  if (value.toString !== Function.prototype.toString) return String(value);
  return value.name === "" ? "[Function]" : `[Function: ${value.name}]`;
}

interface SelfPrinting {
  toString(): string;
}

function printsItself(value: object): boolean {
  return "toString" in value && value.toString !== Object.prototype.toString;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function className(value: object): string {
  return (value.constructor as { readonly name: string } | undefined)?.name ?? "Object";
}
