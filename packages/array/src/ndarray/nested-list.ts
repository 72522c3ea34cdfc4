import type { Complex } from "../core/types/scalar-value.ts";

/** Nested lists of numbers, bigints, complex numbers or booleans, as deep as the array has axes. */
export type NestedList = number | boolean | bigint | Complex | readonly NestedList[];

/** A {@link NestedList} as JSON has it: what is not finite is a text, and integers beyond those that numbers hold are. */
export type NestedJson =
  number | boolean | string | { readonly re: number | string; readonly im: number | string } | readonly NestedJson[];

const writableNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** A list without what JSON lacks. */
export function writable(list: NestedList): NestedJson {
  if (typeof list === "number") return writableNumber(list);
  if (typeof list === "bigint") return Number.isSafeInteger(Number(list)) ? Number(list) : String(list);
  if (typeof list === "boolean") return list;
  return "re" in list ? { re: writableNumber(list.re), im: writableNumber(list.im) } : list.map(writable);
}
