import { array, type ArrayLike, type DType, type NDArray } from "@proj/array";
import { convertElementType } from "@proj/array/lax";
import type { Results } from "./functions.ts";

/** Dtypes by the letters of the table. */
export const dtypeOfLetter = {
  b: "bool",
  i: "int32",
  u: "uint32",
  h: "float16",
  f: "float32",
  d: "float64",
} as const satisfies Record<string, DType>;

type Letter = keyof typeof dtypeOfLetter;

const letterOf = Object.fromEntries(Object.entries(dtypeOfLetter).map(([letter, dtype]) => [dtype, letter])) as Record<
  DType,
  Letter
>;

const values: { readonly [L in Letter]: readonly (number | boolean)[] } = {
  b: [true, false],
  i: [3, -2],
  u: [3, 4000000000],
  h: [0.5, -1.5],
  f: [0.5, -1.5],
  d: [0.1, -1.5],
};

/** The operand of a kind: `i` an int32 array, `wi` a weak one, `n2` the number 2, `T` true. */
export function operandOf(kind: string): ArrayLike {
  if (kind === "T") return true;
  if (kind.startsWith("n")) return Number(kind.slice(1));
  const letter = kind.at(-1) as Letter;
  const x = array(values[letter], dtypeOfLetter[letter]);
  return kind.startsWith("w") ? convertElementType(x, x.dtype, true) : x;
}

/** Results as the table writes them: `f* 0.5 -1.5` is a weak float32 of two elements. */
export function describeResults(results: Results): string {
  const parts = Array.isArray(results) ? (results as readonly NDArray[]) : [results as NDArray];
  return parts.map((x) => [describeType(x), ...x.dataSync()].join(" ")).join(" | ");
}

/** The letter of a dtype, with an asterisk if it is weak. That of a boolean makes no difference. */
export const describeType = ({ dtype, weakType }: { readonly dtype: DType; readonly weakType: boolean }): string =>
  `${letterOf[dtype]}${weakType && dtype !== "bool" ? "*" : ""}`;

const digits: { readonly [L in Letter]: number } = { b: 0, i: 0, u: 0, h: 2e-3, f: 3e-5, d: 1e-6 };

/** Whether results are those that were recorded: of the same types and, where they were recorded, the same values up to rounding. */
export function sameResults(recorded: string, ours: string): boolean {
  const [wanted, given] = [recorded, ours].map((text) => text.replaceAll("b*", "b").split(" | "));
  return wanted!.length === given!.length && wanted!.every((part, index) => samePart(part, given![index]!));
}

function samePart(recorded: string, ours: string): boolean {
  const [[type, ...wanted], [own, ...given]] = [recorded, ours].map((text) => text.split(" ")) as [string[], string[]];
  const tolerance = digits[type![0] as Letter];
  return (
    type === own &&
    wanted.every((word, index) => {
      const [x, y] = [Number(word), Number(given[index])];
      return Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * Math.max(1e-2, Math.abs(x));
    })
  );
}
