import { freeAxes, type ContractionName } from "@proj/array/core";
import { dotGeneral } from "@proj/array/lax";
import { shifted } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/**
 * The batch axis is one more axis in step if both operands have it, and one more free axis if only one has it: then all
 * members share one product. Nothing moves; where it is possible the operands are ordered so that the batch comes out in front.
 */
const dotGeneralBatching: BatchingRule<"dotGeneral"> = ([lhs, rhs], [left, right], dimensions) => {
  const at = (axes: readonly number[], batch: number | null): readonly number[] =>
    batch === null ? axes : shifted(axes, batch);
  const lhsContracting = at(dimensions.lhsContracting, left);
  const rhsContracting = at(dimensions.rhsContracting, right);
  const lhsBatch = at(dimensions.lhsBatch, left);
  const rhsBatch = at(dimensions.rhsBatch, right);
  if (left !== null && right !== null) {
    const batch = { lhsContracting, rhsContracting, lhsBatch: [left, ...lhsBatch], rhsBatch: [right, ...rhsBatch] };
    return [[dotGeneral(lhs, rhs, batch)], [0]];
  }
  const numBatch = lhsBatch.length;
  const lhsFree = freeAxes(lhs.ndim, lhsContracting, lhsBatch);
  const rhsFree = freeAxes(rhs.ndim, rhsContracting, rhsBatch);
  const product = { lhsContracting, rhsContracting, lhsBatch, rhsBatch };
  if (left !== null) return [[dotGeneral(lhs, rhs, product)], [numBatch + lhsFree.indexOf(left)]];
  if (rhsFree.length > 1) {
    return [[dotGeneral(lhs, rhs, product)], [numBatch + lhsFree.length + rhsFree.indexOf(right!)]];
  }
  const exchanged = {
    lhsContracting: rhsContracting,
    rhsContracting: lhsContracting,
    lhsBatch: rhsBatch,
    rhsBatch: lhsBatch,
  };
  return [[dotGeneral(rhs, lhs, exchanged)], [numBatch]];
};

export const contractionBatchingRules: { readonly [P in ContractionName]: BatchingRule<P> } = {
  dotGeneral: dotGeneralBatching,
};
