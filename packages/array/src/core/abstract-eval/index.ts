import type { AbstractArray } from "../types/abstract-array.ts";
import type { Operands, Params, PrimitiveName, Results } from "../primitives.ts";
import { shapeRule } from "./rules.ts";

/** The result types of a primitive, from its operands' types and its parameters. */
export type ShapeRule<P extends PrimitiveName> = (
  operands: Operands<P, AbstractArray>,
  params: Params<P>,
) => Results<P, AbstractArray>;

/**
 * Infers the types of a primitive's results.
 *
 * @throws UsageError when the operands do not fit the primitive or one another.
 */
export function abstractEval<P extends PrimitiveName>(
  primitive: P,
  operands: Operands<P, AbstractArray>,
  params: Params<P>,
): Results<P, AbstractArray> {
  return shapeRule(primitive)(operands, params);
}
