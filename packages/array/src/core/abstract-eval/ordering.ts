import { describeArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import type { OrderingName } from "../families.ts";
import { shapesEqual } from "../types/shape.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of sorting. */
export const orderingShapeRules: { readonly [P in OrderingName]: ShapeRule<P> } = {
  sort: (operands, { dimension, numKeys }) => {
    const [first] = operands;
    const valid =
      first !== undefined &&
      numKeys >= 1 &&
      numKeys <= operands.length &&
      dimension >= 0 &&
      dimension < first.shape.length &&
      operands.every((x) => shapesEqual(x.shape, first.shape));
    if (!valid) {
      throw new UsageError({
        operation: "sort",
        received: `${operands.map(describeArray).join(", ")} along axis ${dimension} by ${numKeys} keys`,
        expected: "arrays of one shape and at least one key",
        remedy: "correct the axis, or broadcast the arrays to one shape",
      });
    }
    return operands;
  },
};
