import { UsageError } from "@proj/tree/core";
import type { RoutineName } from "../families.ts";
import { abstractArray, describeArray } from "../types/abstract-array.ts";
import { firstLengths, shapesEqual } from "../types/shape.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of routines: their own for the cores, behind the batch axes that all operands have. */
export const routineShapeRules: { readonly [P in RoutineName]: ShapeRule<P> } = {
  routine: (operands, { routine: { name, rules }, options }) => {
    const batches = operands.map(({ shape }, k) => firstLengths(shape, shape.length - rules.operandRanks[k]!));
    const batch = batches[0]!;
    const fit = (shape: readonly number[], k: number): boolean =>
      operands[k]!.shape.length >= rules.operandRanks[k]! && shapesEqual(shape, batch);
    if (!batches.every(fit)) {
      throw new UsageError({
        operation: name,
        received: operands.map(describeArray).join(" and "),
        expected: `arrays that end with ${rules.operandRanks.join(" and ")} axes, and agree in the axes before them`,
        remedy: "broadcast the arrays to the same leading axes",
      });
    }
    const cores = operands.map(({ shape, dtype, weakType }) =>
      abstractArray(shape.slice(batch.length), dtype, weakType),
    );
    return rules
      .types(cores, options)
      .map(({ shape, dtype, weakType }) => abstractArray([...batch, ...shape], dtype, weakType));
  },
};
