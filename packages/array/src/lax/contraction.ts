import { integerOption, listOption, UsageError, type OptionReaders } from "@proj/tree/core";
import type { DotDimensions } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isInteger } from "../core/types/dtype.ts";
import { allOf, operand } from "./apply.ts";
import { bitwiseAnd, ge, lt, sub } from "./binary.ts";
import { convertElementType, select } from "./elementwise.ts";
import { broadcastedIota, broadcastInDim, reshape } from "./movement.ts";
import { cumsum } from "./reduction.ts";

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

/**
 * The product of groups of rows, each with a matrix of its own.
 *
 * @param lhs - [m, k], whose rows are in the order of their groups.
 * @param rhs - [groups, k, n]
 * @param groupSizes - int[groups]: how many rows each group has; what is left over gives 0.
 * @returns [m, n]
 * @throws UsageError for shapes and dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { raggedDot } from "@proj/array/lax";
 * const rows = array([[1], [2], [3]]);
 * raggedDot(rows, array([[[10]], [[100]]]), array([2, 1], "int32")); // → [[10], [20], [300]]
 */
export function raggedDot(lhs: NDArray, rhs: NDArray, groupSizes: NDArray): NDArray {
  const name = "raggedDot";
  const [rows, matrices, sizes] = [operand(name, lhs), operand(name, rhs), operand(name, groupSizes)];
  const [count, inner] = rows.shape;
  const [groups, , columns] = matrices.shape;
  const fits = rows.ndim === 2 && matrices.ndim === 3 && matrices.shape[1] === inner && rows.dtype === matrices.dtype;
  if (!fits || sizes.ndim !== 1 || sizes.length !== groups || !isInteger(sizes.dtype)) {
    throw new UsageError({
      operation: `lax.${name}`,
      received: `${rows.describe()}, ${matrices.describe()} and sizes ${sizes.describe()}`,
      expected: "[m, k], [groups, k, n] of one dtype, and an integer for each group",
      remedy: "bring the axes into this order, and convert with astype",
    });
  }
  const shape = [count!, groups, inner!];
  const ends = cumsum(convertElementType(sizes, "int32"), 0);
  const before = sub(ends, convertElementType(sizes, "int32"));
  const along = (x: NDArray): NDArray => broadcastInDim(x, shape, [1]);
  const place = broadcastedIota("int32", shape, 0);
  const own = bitwiseAnd(ge(place, along(before)), lt(place, along(ends)));
  // Each row stands in the columns of its group, so that one product serves all of them.
  const apart = select(own, broadcastInDim(rows, shape, [0, 2]), 0);
  return dotGeneral(reshape(apart, [count!, groups * inner!]), reshape(matrices, [groups * inner!, columns!]), {
    lhsContracting: [1],
    rhsContracting: [0],
    lhsBatch: [],
    rhsBatch: [],
  });
}
