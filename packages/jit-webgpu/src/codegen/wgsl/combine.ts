import type { DType } from "@proj/array";
import { combiningFunction, type CombiningFold } from "@proj/jit/core";
import type { KernelBuilder } from "./kernel-builder.ts";
import { binaryFunction } from "../../math/functions.ts";
import { bare } from "./text.ts";

/** Two values as a fold combines them, as WGSL. */
export function combine(kernel: KernelBuilder, fold: CombiningFold, dtype: DType, x: string, y: string): string {
  const name = combiningFunction(fold, dtype);
  switch (name) {
    case "add":
      return `(${x} + ${y})`;
    case "mul":
      return `(${x} * ${y})`;
    case "and":
      return dtype === "bool" ? `(${x} && ${y})` : `(${x} & ${y})`;
    case "or":
      return dtype === "bool" ? `(${x} || ${y})` : `(${x} | ${y})`;
    case "max":
    case "min":
      return binaryFunction(name, dtype, x, y, kernel);
  }
}

/** Adds the line that folds a value into a variable. */
export function combineInto(
  kernel: KernelBuilder,
  fold: CombiningFold,
  dtype: DType,
  variable: string,
  value: string,
): void {
  const operators = { add: "+", mul: "*", and: "&", or: "|", max: null, min: null } as const;
  const operator = dtype === "bool" ? null : operators[combiningFunction(fold, dtype)];
  const assignment =
    operator === null ? `= ${bare(combine(kernel, fold, dtype, variable, value))}` : `${operator}= ${value}`;
  kernel.line(`${variable} ${assignment};`);
}
