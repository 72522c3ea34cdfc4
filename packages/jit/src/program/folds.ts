import type { DType } from "@proj/array";
import type { BinaryName, CombiningFold } from "@proj/array/core";
import type { Fold } from "./program.ts";

/*
 * What folds mean. A fold combines two values of one dtype by a function of the scalar table, beginning with its neutral element;
 * booleans know no sums, so their sum and maximum is "or", their product and minimum "and". Arg-reductions are no such folds: they
 * compare, and what they begin with is a matter of the target.
 */

export { neutralElement, type CombiningFold } from "@proj/array/core";

/** The functions of the scalar table that folds combine by. */
export type CombiningFunction = Extract<BinaryName, "add" | "mul" | "max" | "min" | "and" | "or">;

const functions: {
  readonly [F in CombiningFold]: { readonly numbers: CombiningFunction; readonly booleans: "and" | "or" };
} = {
  sum: { numbers: "add", booleans: "or" },
  prod: { numbers: "mul", booleans: "and" },
  max: { numbers: "max", booleans: "or" },
  min: { numbers: "min", booleans: "and" },
  and: { numbers: "and", booleans: "and" },
  or: { numbers: "or", booleans: "or" },
};

/** Whether a fold combines values, as opposed to giving the position of one. */
export function combines(fold: Fold): fold is CombiningFold {
  return fold !== "argmax" && fold !== "argmin";
}

/** The function that combines two values of a dtype in a fold. */
export function combiningFunction(fold: CombiningFold, dtype: DType): CombiningFunction {
  const { numbers, booleans } = functions[fold];
  return dtype === "bool" ? booleans : numbers;
}

/** How the updates of a scatter are folded into what is there; null replaces it. */
export const foldOfScatter = { replace: null, add: "sum", mul: "prod", min: "min", max: "max" } as const;
