import { bind, freeAxes, type DotDimensions, type NDArray } from "@proj/array";
import { range, transpose } from "../operations.ts";
import { isLinear, type LinearOperand, type TransposeRule } from "./rule.ts";

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
 * @param leftFree - where the left operand's free axes are in `ct`; after the batch axes, before or behind the right's.
 */
function toLeft(ct: NDArray, rank: number, rhs: NDArray, d: DotDimensions, rightFirst: boolean): NDArray {
  const batch = range(d.lhsBatch.length);
  const free = freeAxes(rank, d.lhsContracting, d.lhsBatch);
  const rightFree = freeAxes(rhs.ndim, d.rhsContracting, d.rhsBatch);
  const offset = batch.length + (rightFirst ? 0 : free.length);
  const product = bind("dotGeneral", [ct, rhs], {
    lhsContracting: rightFree.map((_, k) => offset + k),
    rhsContracting: rightFree,
    lhsBatch: batch,
    rhsBatch: d.rhsBatch,
  })[0];
  // Its axes are batch, the left's free ones, and the contracted ones in the order in which the right operand has them.
  const contracted = freeAxes(rhs.ndim, rightFree, d.rhsBatch).map(
    (axis) => d.lhsContracting[d.rhsContracting.indexOf(axis)]!,
  );
  const order = [...d.lhsBatch, ...free, ...contracted];
  return transpose(product, range(rank).map((axis) => order.indexOf(axis))); // prettier-ignore
}

const rankOf = (x: LinearOperand): number => x.aval.shape.length;

export const dotGeneralTranspose: TransposeRule<"dotGeneral"> = ([ct], [lhs, rhs], dimensions) => [
  isLinear(lhs) && !isLinear(rhs) ? toLeft(ct!, rankOf(lhs), rhs, dimensions, false) : null,
  isLinear(rhs) && !isLinear(lhs) ? toLeft(ct!, rankOf(rhs), lhs, exchanged(dimensions), true) : null,
];
