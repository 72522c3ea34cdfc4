import { integerOption, listOption, type OptionReaders } from "@proj/tree/core";
import type { DotDimensions } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, operand } from "./apply.ts";

const axes = listOption(integerOption(0));

const dimensionReaders: OptionReaders<DotDimensions> = {
  lhsContracting: axes,
  rhsContracting: axes,
  lhsBatch: axes,
  rhsBatch: axes,
};

/**
 * The sum of products over some axes, in step along others: every product of arrays is one of these.
 *
 * @param dimensions - which axes are summed over and which are kept in step; axes not named are free.
 * @returns the axes in step, then the free axes of the left operand, then those of the right.
 * @example
 * import { array } from "@proj/array";
 * import { dotGeneral } from "@proj/array/lax";
 * const x = array([[1, 2], [3, 4]]);
 * dotGeneral(x, x, { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] }); // → [[7, 10], [15, 22]]
 */
export function dotGeneral(lhs: NDArray, rhs: NDArray, dimensions: DotDimensions): NDArray {
  const read = allOf("dotGeneral", dimensions, dimensionReaders);
  return bind("dotGeneral", [operand("dotGeneral", lhs), operand("dotGeneral", rhs)], read)[0];
}
