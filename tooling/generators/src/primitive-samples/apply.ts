import type { NDArray } from "@proj/array";
import { bind, type PrimitiveName } from "@proj/array/core";

/** Applies a primitive whose name is chosen at run time; this is where names meet the types of the table. */
export function applyPrimitive(
  primitive: PrimitiveName,
  operands: readonly NDArray[],
  params: unknown,
): readonly NDArray[] {
  return bind<PrimitiveName>(primitive, operands, params as never);
}
