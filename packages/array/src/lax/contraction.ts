import { integerOption, listOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import type { DotDimensions } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import { dtypes, isFloat, isInteger, partDType, type DType } from "../core/types/dtype.ts";
import { joinTypes } from "../core/types/promotion.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, operand } from "./apply.ts";
import { ne } from "./binary.ts";

const axes = listOption(integerOption(0));

/** Options of the products of `lax`. */
export interface PreferredOptions {
  /** The dtype of the result, in which sums are taken unless the operands' own is wider. Default: the operands' own. */
  readonly preferredElementType?: DType;
}

const preferredReaders: OptionReaders<PreferredOptions> = { preferredElementType: dtypeOption };

/** Reads the dtype of a result, alone or among options. */
export const readPreferred = (operation: string, given: DType | PreferredOptions | undefined): DType | undefined =>
  given === undefined
    ? undefined
    : readPositionalOptions<PreferredOptions>(operation, [given], ["preferredElementType"], preferredReaders)
        .preferredElementType;

export const dimensionReaders: OptionReaders<DotDimensions> = {
  lhsContracting: axes,
  rhsContracting: axes,
  lhsBatch: axes,
  rhsBatch: axes,
};

/** From the narrowest to the widest: of two operands the later one decides about the product. */
const byWidth: readonly DType[] = [
  ...(["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"] as const),
  ...(["float16", "bfloat16", "float32", "float64", "complex64", "complex128"] as const),
];

const bytesOf = (dtype: DType): number => (dtype === "bool" ? 0 : dtypes[partDType(dtype)].bytes);

/** The dtype in which products of one dtype are summed, on their way to another. */
function sumsIn(own: DType, preferred: DType): DType {
  if (preferred === "bool") return own;
  if (own === "bool" || (isInteger(own) && isInteger(preferred))) return preferred;
  return joinTypes({ dtype: own, weakType: false }, { dtype: preferred, weakType: false }).dtype;
}

/** The general product of operands of any dtypes, with a result of another one. */
function mixedProduct(lhs: NDArray, rhs: NDArray, dimensions: DotDimensions, preferred: DType | undefined): NDArray {
  const own = byWidth[Math.max(byWidth.indexOf(lhs.dtype), byWidth.indexOf(rhs.dtype))]!;
  const wanted = preferred ?? own;
  if (wanted !== own && !isFloat(own) && bytesOf(wanted) < bytesOf(own)) {
    throw new UsageError({
      operation: "lax.dotGeneral",
      received: `preferredElementType ${wanted} for a product of ${lhs.dtype} and ${rhs.dtype}`,
      expected: `a dtype no narrower than ${own}`,
      remedy: `leave it out, and convert the result: .astype("${wanted}")`,
    });
  }
  const product = (x: NDArray, y: NDArray): NDArray => bind("dotGeneral", [x, y], dimensions)[0];
  const among = lhs.dtype === rhs.dtype ? sumsIn(own, wanted) : wanted;
  // Of booleans: whether any pair is true.
  if (among === "bool") return ne(product(convert(lhs, "int32"), convert(rhs, "int32")), 0);
  return convert(product(convert(lhs, among), convert(rhs, among)), wanted);
}

/**
 * The sum of products over some axes, in step along others: every product of arrays is one of these.
 *
 * @param dimensions - which axes are summed over and which are kept in step; axes not named are free.
 * @param preferredElementType - the dtype of the result, default that of the wider operand; or options.
 * @returns the axes in step, then the free axes of the left operand, then those of the right.
 * @throws UsageError for lengths that do not fit, and for a result of integers or complex numbers narrower than the operands.
 * @example
 * import { array } from "@proj/array";
 * import { dotGeneral } from "@proj/array/lax";
 * const x = array([[1, 2], [3, 4]]);
 * const dimensions = { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] };
 * dotGeneral(x, x, dimensions); // → [[7, 10], [15, 22]]
 * dotGeneral(array([[100, 100]], "int8"), array([[100], [100]], "int8"), dimensions, "int32"); // → [[20000]]
 */
export function dotGeneral(
  lhs: NDArray,
  rhs: NDArray,
  dimensions: DotDimensions,
  preferredElementType?: DType | PreferredOptions,
): NDArray {
  const read = allOf("dotGeneral", dimensions, dimensionReaders);
  const [x, y] = [operand("dotGeneral", lhs), operand("dotGeneral", rhs)];
  const preferred = readPreferred("lax.dotGeneral", preferredElementType);
  return preferred === undefined && x.dtype === y.dtype && x.dtype !== "bool"
    ? bind("dotGeneral", [x, y], read)[0]
    : mixedProduct(x, y, read, preferred);
}
