import type { DType } from "@proj/array";
import { dtypes, isFloat, type BinaryName } from "@proj/array/core";
import type { Fold } from "./program.ts";

/*
 * What folds mean. A fold combines two values of one dtype by a function of the scalar table and begins with the element that
 * leaves the others as they are; booleans know no sums, so their sum and maximum is "or", their product and minimum "and".
 * Arg-reductions are no such folds: they compare, and what they begin with is a matter of the target.
 */

/** A fold that combines two values of one dtype. */
export type CombiningFold = Exclude<Fold, "argmax" | "argmin">;

/** The functions of the scalar table that folds combine by. */
export type CombiningFunction = Extract<BinaryName, "add" | "mul" | "max" | "min" | "and" | "or">;

interface Meaning {
  readonly combine: CombiningFunction;
  readonly combineBooleans: "and" | "or";
  readonly neutral: (dtype: DType) => number;
}

const lowest = (dtype: DType): number => (isFloat(dtype) ? -Infinity : dtypes[dtype].min);
const highest = (dtype: DType): number => (isFloat(dtype) ? Infinity : dtypes[dtype].max);
const allBits = (dtype: DType): number => (dtype === "int32" ? -1 : dtypes[dtype].max);

const meanings: { readonly [F in CombiningFold]: Meaning } = {
  sum: { combine: "add", combineBooleans: "or", neutral: () => 0 },
  prod: { combine: "mul", combineBooleans: "and", neutral: () => 1 },
  max: { combine: "max", combineBooleans: "or", neutral: lowest },
  min: { combine: "min", combineBooleans: "and", neutral: highest },
  and: { combine: "and", combineBooleans: "and", neutral: allBits },
  or: { combine: "or", combineBooleans: "or", neutral: () => 0 },
};

/** Whether a fold combines values, as opposed to giving the position of one. */
export function combines(fold: Fold): fold is CombiningFold {
  return fold !== "argmax" && fold !== "argmin";
}

/** The value that leaves others unchanged in a fold: what a fold begins with, and what a fold of nothing gives. */
export function neutralElement(fold: CombiningFold, dtype: DType): number {
  return meanings[fold].neutral(dtype);
}

/** The function that combines two values of a dtype in a fold. */
export function combiningFunction(fold: CombiningFold, dtype: DType): CombiningFunction {
  const { combine, combineBooleans } = meanings[fold];
  return dtype === "bool" ? combineBooleans : combine;
}

/** How the updates of a scatter are folded into what is there; null replaces it. */
export const foldOfScatter = { replace: null, add: "sum", mul: "prod", min: "min", max: "max" } as const;
