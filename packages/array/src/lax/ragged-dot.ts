import { integerOption, listOption, UsageError, type OptionReaders } from "@proj/tree/core";
import type { DotDimensions } from "../core/primitives.ts";
import { isInteger, type DType } from "../core/types/dtype.ts";
import { shapesEqual } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, inTheNameOf, operand } from "./apply.ts";
import { bitwiseAnd, ge, lt, sub } from "./binary.ts";
import { dimensionReaders, dotGeneral, readPreferred, type PreferredOptions } from "./contraction.ts";
import { convertElementType, select } from "./elementwise.ts";
import { broadcastedIota, broadcastInDim, transpose } from "./movement.ts";
import { cumsum } from "./reduction.ts";

/*
 * Products with groups: an axis of the left operand falls into stretches, one for each group, whose lengths are data. The values of
 * each group stand in a copy of the array of their own, with zeros for the others, so that one product serves all of them.
 */

/** Which axes of a {@link raggedDotGeneral} are summed over, kept in step, and grouped. */
export interface RaggedDotDimensions extends DotDimensions {
  /** The one axis of the left operand that falls into groups. */
  readonly lhsRaggedDimensions: readonly number[];
  /** The axis of the groups of the right operand, where the left one is free along its groups; else none. */
  readonly rhsGroupDimensions: readonly number[];
}

const axes = listOption(integerOption(0));

const raggedReaders: OptionReaders<RaggedDotDimensions> = {
  ...dimensionReaders,
  lhsRaggedDimensions: axes,
  rhsGroupDimensions: axes,
};

/** The same axes behind a new one. */
const behind = (list: readonly number[]): number[] => list.map((axis) => axis + 1);

/**
 * The members of each group along a new first axis, with zeros for those of others.
 *
 * @param along - the axis that falls into groups.
 * @param sizes - int[...lengths of `before`, groups]
 */
function groupsApart(x: NDArray, along: number, sizes: NDArray, before: readonly number[]): NDArray {
  const shape = [sizes.shape.at(-1)!, ...x.shape];
  const lengths = convertElementType(sizes, "int32");
  const ends = cumsum(lengths, sizes.ndim - 1);
  const targets = [...behind(before), 0];
  const order = targets.map((_, axis) => axis).sort((a, b) => targets[a]! - targets[b]!);
  const over = (bounds: NDArray): NDArray =>
    broadcastInDim(transpose(bounds, order), shape, order.map((axis) => targets[axis]!)); // prettier-ignore
  const place = broadcastedIota("int32", shape, along + 1);
  const own = bitwiseAnd(ge(place, over(sub(ends, lengths))), lt(place, over(ends)));
  return select(own, broadcastInDim(x, shape, behind(x.shape.map((_, axis) => axis))), 0);
}

function misfit(operation: string, received: string, expected: string): UsageError {
  return new UsageError({
    operation: `lax.${operation}`,
    received,
    expected,
    remedy: "bring the axes into this order, and convert with astype",
  });
}

/**
 * The general product of an array with groups along one axis. Where the left operand is free along that axis, each group meets a
 * right operand of its own; where it is summed over, each group has a sum of its own, along a new first axis; where it is kept in
 * step, groups change nothing.
 *
 * @param groupSizes - int[groups]: how long the stretches of the groups are, what is left over gives 0; or one such list for each
 *   position along the axes in step, and those of its kind, before the ragged one.
 * @param dimensions - see {@link RaggedDotDimensions}.
 * @param preferredElementType - the dtype of the result, default that of the wider operand; or options.
 * @throws UsageError for axes, shapes and dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { raggedDotGeneral } from "@proj/array/lax";
 * const [x, y] = [array([[1, 2, 3]]), array([[1], [10], [100]])];
 * raggedDotGeneral(x, y, array([2, 1], "int32"), {
 *   lhsContracting: [1],
 *   rhsContracting: [0],
 *   lhsBatch: [],
 *   rhsBatch: [],
 *   lhsRaggedDimensions: [1],
 *   rhsGroupDimensions: [],
 * }); // → [[[21]], [[300]]]
 */
export function raggedDotGeneral(
  lhs: NDArray,
  rhs: NDArray,
  groupSizes: NDArray,
  dimensions: RaggedDotDimensions,
  preferredElementType?: DType | PreferredOptions,
): NDArray {
  const name = "raggedDotGeneral";
  const [x, y, sizes] = [operand(name, lhs), operand(name, rhs), operand(name, groupSizes)];
  const read = allOf(name, dimensions, raggedReaders);
  const preferred = readPreferred(`lax.${name}`, preferredElementType);
  return inTheNameOf(`lax.${name}`, () => groupedProduct(name, x, y, sizes, read, preferred));
}

function groupedProduct(
  name: string,
  x: NDArray,
  y: NDArray,
  sizes: NDArray,
  { lhsRaggedDimensions, rhsGroupDimensions, ...dimensions }: RaggedDotDimensions,
  preferred: DType | undefined,
): NDArray {
  const { lhsContracting, rhsContracting, lhsBatch, rhsBatch } = dimensions;
  const [ragged] = lhsRaggedDimensions;
  const [group] = rhsGroupDimensions;
  if (lhsRaggedDimensions.length !== 1 || ragged! >= x.ndim) {
    throw misfit(name, `lhsRaggedDimensions [${lhsRaggedDimensions.join()}] of ${x.describe()}`, "one axis of the left operand"); // prettier-ignore
  }
  const free = x.shape.map((_, axis) => axis).filter((axis) => ![...lhsContracting, ...lhsBatch].includes(axis));
  const isFree = free.includes(ragged!);
  const kind = isFree ? free : lhsContracting.includes(ragged!) ? lhsContracting : [];
  const before = kind.length === 0 ? lhsBatch.slice(0, lhsBatch.indexOf(ragged!)) : [...lhsBatch, ...kind.slice(0, kind.indexOf(ragged!))]; // prettier-ignore
  const groups = sizes.shape.at(-1);
  const perPosition = [...before.map((axis) => x.shape[axis]!), groups!];
  const known = sizes.ndim === 1 || shapesEqual(sizes.shape, perPosition);
  if (groups === undefined || !isInteger(sizes.dtype) || !known) {
    throw misfit(name, `sizes ${sizes.describe()}`, `integers [groups]${before.length > 0 ? ` or [${perPosition.slice(0, -1).join()},groups]` : ""}`); // prettier-ignore
  }
  const paired = [...rhsContracting, ...rhsBatch];
  const fits = isFree
    ? rhsGroupDimensions.length === 1 && y.shape[group!] === groups && !paired.includes(group!)
    : rhsGroupDimensions.length === 0;
  if (!fits) {
    throw misfit(
      name,
      `rhsGroupDimensions [${rhsGroupDimensions.join()}] of ${y.describe()} for ${groups} groups`,
      isFree ? "one free axis of the right operand, as long as there are groups" : "no axis of groups on the right",
    );
  }
  const each = sizes.ndim === 1 ? broadcastInDim(sizes, perPosition, [before.length]) : sizes;
  if (isFree) {
    const product: DotDimensions = {
      lhsContracting: [...behind(lhsContracting), 0],
      rhsContracting: [...rhsContracting, group!],
      lhsBatch: behind(lhsBatch),
      rhsBatch,
    };
    return dotGeneral(groupsApart(x, ragged!, each, before), y, product, preferred);
  }
  if (kind.length === 0) return dotGeneral(x, y, dimensions, preferred);
  const product: DotDimensions = {
    lhsContracting: behind(lhsContracting),
    rhsContracting: behind(rhsContracting),
    lhsBatch: [0, ...behind(lhsBatch)],
    rhsBatch: [0, ...behind(rhsBatch)],
  };
  // One operand without the values of others is enough, but for what is not finite among them.
  const across = lhsContracting.slice(0, lhsContracting.indexOf(ragged!)).map((_, place) => rhsContracting[place]!);
  const right = groupsApart(y, rhsContracting[lhsContracting.indexOf(ragged!)]!, each, [...rhsBatch, ...across]);
  return dotGeneral(groupsApart(x, ragged!, each, before), right, product, preferred);
}

const rowsOfGroups: RaggedDotDimensions = {
  lhsContracting: [1],
  rhsContracting: [1],
  lhsBatch: [],
  rhsBatch: [],
  lhsRaggedDimensions: [0],
  rhsGroupDimensions: [0],
};

/**
 * The product of groups of rows, each with a matrix of its own.
 *
 * @param lhs - [m, k], whose rows are in the order of their groups.
 * @param rhs - [groups, k, n]
 * @param groupSizes - int[groups]: how many rows each group has; what is left over gives 0.
 * @param preferredElementType - the dtype of the result, default that of the wider operand; or options.
 * @returns [m, n]
 * @throws UsageError for shapes and dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { raggedDot } from "@proj/array/lax";
 * const rows = array([[1], [2], [3]]);
 * raggedDot(rows, array([[[10]], [[100]]]), array([2, 1], "int32")); // → [[10], [20], [300]]
 */
export function raggedDot(
  lhs: NDArray,
  rhs: NDArray,
  groupSizes: NDArray,
  preferredElementType?: DType | PreferredOptions,
): NDArray {
  const name = "raggedDot";
  const [x, y, sizes] = [operand(name, lhs), operand(name, rhs), operand(name, groupSizes)];
  const preferred = readPreferred(`lax.${name}`, preferredElementType);
  if (x.ndim !== 2 || y.ndim !== 3 || y.shape[1] !== x.shape[1] || sizes.ndim !== 1) {
    throw misfit(name, `${x.describe()}, ${y.describe()} and sizes ${sizes.describe()}`, "[m, k], [groups, k, n], and an integer for each group"); // prettier-ignore
  }
  return inTheNameOf(`lax.${name}`, () => groupedProduct(name, x, y, sizes, rowsOfGroups, preferred));
}
