import { abstractArray } from "../types/abstract-array.ts";
import type { ContractionName } from "../families.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import type { ShapeRule } from "./index.ts";
import { misfit } from "./misfit.ts";

/** Axes of an operand that are neither contracted nor batched, in order. */
export function freeAxes(rank: number, contracting: readonly number[], batch: readonly number[]): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(
    (axis) => !contracting.includes(axis) && !batch.includes(axis),
  );
}

/** Shape rule of the general matrix product. */
export const contractionShapeRules: { readonly [P in ContractionName]: ShapeRule<P> } = {
  dotGeneral: ([lhs, rhs], { lhsContracting, rhsContracting, lhsBatch, rhsBatch }) => {
    checkDomain("dotGeneral", "number", lhs);
    const paired = (a: readonly number[], b: readonly number[]): boolean =>
      a.length === b.length &&
      a.every((axis, k) => lhs.shape[axis] !== undefined && lhs.shape[axis] === rhs.shape[b[k]!]);
    if (lhs.dtype !== rhs.dtype || !paired(lhsContracting, rhsContracting) || !paired(lhsBatch, rhsBatch)) {
      throw misfit(
        "dotGeneral",
        [lhs, rhs],
        { lhsContracting, rhsContracting, lhsBatch, rhsBatch },
        "one dtype, and equal lengths along paired axes",
        "transpose one operand, or correct the paired axes",
      );
    }
    const shape = [
      ...lhsBatch.map((axis) => lhs.shape[axis]!),
      ...freeAxes(lhs.shape.length, lhsContracting, lhsBatch).map((axis) => lhs.shape[axis]!),
      ...freeAxes(rhs.shape.length, rhsContracting, rhsBatch).map((axis) => rhs.shape[axis]!),
    ];
    return [abstractArray(shape, lhs.dtype, lhs.weakType && rhs.weakType)];
  },
};
