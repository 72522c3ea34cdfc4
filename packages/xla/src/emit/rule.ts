import type { Params, PrimitiveName } from "@proj/array/core";
import type { Body, Value } from "./body.ts";
import type { Type } from "./types.ts";

/**
 * Writes one primitive.
 *
 * @param body - where it is written.
 * @param operands - values of the operands.
 * @param params - the primitive's parameters.
 * @param types - those of the results.
 * @returns the results.
 */
export type EmissionRule<P extends PrimitiveName> = {
  bivarianceHack(body: Body, operands: readonly Value[], params: Params<P>, types: readonly Type[]): readonly Value[];
}["bivarianceHack"];
