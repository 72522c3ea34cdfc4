import { readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import type { DotDimensions } from "../core/primitives.ts";
import { isComplexDType, type DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, inTheNameOf, operand } from "./apply.ts";
import { mul } from "./binary.ts";
import { dimensionReaders, dotGeneral } from "./contraction.ts";
import { broadcastInDim, reshape } from "./movement.ts";

/** Options of {@link scaledDot}. */
export interface ScaledDotOptions {
  /** Factors of the left operand, one for each block of at least two along the axes of the sum. Default: none. */
  readonly lhsScale?: NDArray;
  /** The same of the right operand. */
  readonly rhsScale?: NDArray;
  /** Which axes are summed over and which are kept in step. Default: those of `matmul`. */
  readonly dimensionNumbers?: DotDimensions;
  /** The dtype of the result, in which is summed. Default bfloat16. */
  readonly preferredElementType?: DType;
}

const name = "scaledDot";

const readers: OptionReaders<ScaledDotOptions> = {
  lhsScale: (value) => operand(name, value as NDArray),
  rhsScale: (value) => operand(name, value as NDArray),
  dimensionNumbers: (value) => allOf(name, value as DotDimensions, dimensionReaders),
  preferredElementType: dtypeOption,
};

/** An operand in bfloat16, times its factors. */
function scaled(side: string, x: NDArray, scale: NDArray | undefined, contracting: readonly number[]): NDArray {
  const values = convert(x, "bfloat16");
  if (scale === undefined) return values;
  const fits =
    scale.ndim === x.ndim &&
    !isComplexDType(scale.dtype) &&
    x.shape.every((length, axis) => {
      const count = scale.shape[axis]!;
      return contracting.includes(axis) ? count > 0 && length % count === 0 && length >= 2 * count : length === count;
    });
  if (!fits) {
    throw new UsageError({
      operation: `lax.${name}`,
      received: `${side} ${scale.describe()} for ${x.describe()}, summed over the axes [${contracting.join()}]`,
      expected: "the lengths of the operand, and along each axis of the sum a number of blocks of at least two",
      remedy: "give one factor for each block",
    });
  }
  const blocks = scale.shape.flatMap((count, axis) => [count, x.shape[axis]! / Math.max(count, 1)]);
  const along = scale.shape.map((_, axis) => 2 * axis);
  return mul(values, reshape(broadcastInDim(convert(scale, "bfloat16"), blocks, along), x.shape));
}

/**
 * The product of operands with a factor for each block along the axes of the sum, in bfloat16: (lhs · lhsScale) (rhs · rhsScale).
 *
 * @param options - see {@link ScaledDotOptions}.
 * @throws UsageError for factors that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { scaledDot } from "@proj/array/lax";
 * const [x, y] = [array([[1, 2, 3, 4]]), array([[1], [1], [1], [1]])];
 * scaledDot(x, y, { lhsScale: array([[10, 0.5]]) }); // → [[33.5]]
 */
export function scaledDot(lhs: NDArray, rhs: NDArray, options?: ScaledDotOptions): NDArray {
  const [x, y] = [operand(name, lhs), operand(name, rhs)];
  const read = readOptions(`lax.${name}`, options, readers);
  if (x.ndim < 2 || y.ndim !== x.ndim || isComplexDType(x.dtype) || isComplexDType(y.dtype)) {
    throw new UsageError({
      operation: `lax.${name}`,
      received: `${x.describe()} and ${y.describe()}`,
      expected: "two arrays of real numbers with equally many axes, at least two",
      remedy: "insert axes of length 1",
    });
  }
  const batch = Array.from({ length: x.ndim - 2 }, (_, axis) => axis);
  const matmul = { lhsContracting: [x.ndim - 1], rhsContracting: [x.ndim - 2], lhsBatch: batch, rhsBatch: batch };
  const { lhsScale, rhsScale, dimensionNumbers = matmul, preferredElementType = "bfloat16" } = read;
  const left = scaled("lhsScale", x, lhsScale, dimensionNumbers.lhsContracting);
  const right = scaled("rhsScale", y, rhsScale, dimensionNumbers.rhsContracting);
  return inTheNameOf(`lax.${name}`, () => dotGeneral(left, right, dimensionNumbers, preferredElementType));
}
