import { abstractArray, describeArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import type { RandomName } from "../families.ts";
import { commonShape } from "./elementwise.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of random bits. */
export const randomShapeRules: { readonly [P in RandomName]: ShapeRule<P> } = {
  threefry2x32: (operands) => {
    for (const operand of operands) {
      if (operand.dtype !== "uint32") {
        throw new UsageError({
          operation: "threefry2x32",
          received: describeArray(operand),
          expected: "uint32 words",
          remedy: "make keys with @proj/random's key(seed)",
        });
      }
    }
    const word = abstractArray(commonShape("threefry2x32", operands), "uint32");
    return [word, word];
  },
};
