import type { DType } from "@proj/array";
import type { KernelBuilder } from "./kernel-builder.ts";
import { binaryFunction } from "../../math/functions.ts";

/** How two values become one in cumulative steps and scatters. */
export type Combination = "add" | "mul" | "max" | "min";

/** Two values combined, as WGSL; sums and products of booleans are those of logic. */
export function combine(kernel: KernelBuilder, how: Combination, dtype: DType, x: string, y: string): string {
  if (dtype === "bool") return how === "add" || how === "max" ? `(${x} || ${y})` : `(${x} && ${y})`;
  switch (how) {
    case "add":
      return `(${x} + ${y})`;
    case "mul":
      return `(${x} * ${y})`;
    case "max":
    case "min":
      return binaryFunction(how, dtype, x, y, kernel);
  }
}
