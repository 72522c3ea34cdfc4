import type { NDArray } from "@proj/array";
import {
  freeAxes,
  isLinear,
  range,
  type ContractionName,
  type DotDimensions,
  type TransposeRule,
} from "@proj/array/core";
import { dotGeneral, transpose } from "@proj/array/lax";

/** The same product with its operands exchanged; the result's free axes change places as well. */
const exchanged = (d: DotDimensions): DotDimensions => ({
  lhsContracting: d.rhsContracting,
  rhsContracting: d.lhsContracting,
  lhsBatch: d.rhsBatch,
  rhsBatch: d.lhsBatch,
});

/**
 * The cotangent of the left operand: the result's cotangent contracted with the right operand over its free axes.
 *
 * @param rank - of the left operand.
 * @param rightFirst - whether the right operand's free axes come before the left's in `ct`.
 */
function toLeft(ct: NDArray, rank: number, rhs: NDArray, d: DotDimensions, rightFirst: boolean): NDArray {
  const batch = range(d.lhsBatch.length);
  const free = freeAxes(rank, d.lhsContracting, d.lhsBatch);
  const rightFree = freeAxes(rhs.ndim, d.rhsContracting, d.rhsBatch);
  const offset = batch.length + (rightFirst ? 0 : free.length);
  const dimensions: DotDimensions = {
    lhsContracting: rightFree.map((_, k) => offset + k),
    rhsContracting: rightFree,
    lhsBatch: batch,
    rhsBatch: d.rhsBatch,
  };
  // The axes that were contracted, in the order in which the right operand has them.
  const contracted = freeAxes(rhs.ndim, rightFree, d.rhsBatch).map(
    (axis) => d.lhsContracting[d.rhsContracting.indexOf(axis)]!,
  );
  // The free axes stand before them, or behind if the operands are exchanged: as the left operand has them.
  const behind = [...d.lhsBatch, ...contracted, ...free];
  if (behind.every((axis, place) => axis === place)) {
    return dotGeneral(rhs, ct, exchanged(dimensions));
  }
  const order = [...d.lhsBatch, ...free, ...contracted];
  const product = dotGeneral(ct, rhs, dimensions);
  return transpose(
    product,
    range(rank).map((axis) => order.indexOf(axis)),
  );
}

const dotGeneralTranspose: TransposeRule<"dotGeneral"> = ([ct], [lhs, rhs], dimensions) => [
  isLinear(lhs) && !isLinear(rhs) ? toLeft(ct!, lhs.aval.shape.length, rhs, dimensions, false) : null,
  isLinear(rhs) && !isLinear(lhs) ? toLeft(ct!, rhs.aval.shape.length, lhs, exchanged(dimensions), true) : null,
];

export const contractionTransposeRules: { readonly [P in ContractionName]: TransposeRule<P> } = {
  dotGeneral: dotGeneralTranspose,
};
