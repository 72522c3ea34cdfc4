import { describeValue, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypeReader, readDTypeOptions, shapeOption, type DTypeOption, type DTypeOr } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import type { PromotableType } from "../core/types/promotion.ts";
import { checkSize, isLength, isListOf, type Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** The lengths that a user gave for the axes of a new array. */
export function lengthsOf(operation: string, shape: number | Shape): Shape {
  const lengths: unknown = typeof shape === "number" ? [shape] : shape;
  if (isListOf(lengths, isLength)) {
    checkSize(operation, lengths);
    return lengths;
  }
  throw new UsageError({
    operation,
    received: Array.isArray(lengths) ? `shape [${lengths.join(",")}]` : `${describeValue(lengths)} as shape`,
    expected: "non-negative integers",
    remedy:
      "shapes are known when the program is traced: compute them from other shapes, not from the values of arrays",
  });
}

/** An array full of one value, which adapts to the type; without one it keeps its own. */
function fill(operation: string, shape: Shape, value: ArrayLike, type: PromotableType | undefined): NDArray {
  const operand = toArray(value, operation);
  if (type === undefined) return broadcastTo(operand, shape, operation);
  const weakType = type.weakType && operand.ndim === 0;
  const converted = convert(promoteTo(operation, operand, { dtype: type.dtype, weakType }), type.dtype, weakType);
  return broadcastTo(converted, shape, operation);
}

const strong = (dtype: DType): PromotableType => ({ dtype, weakType: false });

/**
 * An array of one value.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @param value - a scalar, or an array that broadcasts to the shape.
 * @param options - the dtype; default that of the value, where a number is a weak float32 and a boolean a bool.
 * @throws UsageError for lengths that are no non-negative integers, and for an integer that the dtype cannot hold.
 * @example
 * import { full } from "@proj/array";
 * full([2, 2], 7); // → [[7, 7], [7, 7]]
 * full(2, 7, "int32").dtype; // → "int32"
 */
export function full(shape: number | Shape, value: ArrayLike, options?: DTypeOr<DTypeOption>): NDArray {
  const { dtype } = readDTypeOptions("full", options, dtypeReader);
  return fill("full", lengthsOf("full", shape), value, dtype === undefined ? undefined : strong(dtype));
}

function constant(operation: string, shape: number | Shape, value: number, options?: DTypeOr<DTypeOption>): NDArray {
  const { dtype = "float32" } = readDTypeOptions(operation, options, dtypeReader);
  return fill(operation, lengthsOf(operation, shape), value, strong(dtype));
}

/**
 * An array of zeros.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @param options - the dtype; default float32.
 * @throws UsageError for lengths that are no non-negative integers.
 * @example
 * import { zeros } from "@proj/array";
 * zeros(3); // → [0, 0, 0]
 */
export function zeros(shape: number | Shape, options?: DTypeOr<DTypeOption>): NDArray {
  return constant("zeros", shape, 0, options);
}

/**
 * An array of ones.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @param options - the dtype; default float32.
 * @throws UsageError for lengths that are no non-negative integers.
 * @example
 * import { ones } from "@proj/array";
 * ones([2, 1]); // → [[1], [1]]
 */
export function ones(shape: number | Shape, options?: DTypeOr<DTypeOption>): NDArray {
  return constant("ones", shape, 1, options);
}

/**
 * An array whose values do not matter; they are zeros, so that programs give the same result at every run.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @param options - the dtype; default float32.
 * @throws UsageError for lengths that are no non-negative integers.
 * @example
 * import { empty } from "@proj/array";
 * empty([2, 3]).shape; // → [2, 3]
 */
export function empty(shape: number | Shape, options?: DTypeOr<DTypeOption>): NDArray {
  return constant("empty", shape, 0, options);
}

/** What a new array takes from another one, unless said otherwise. */
export interface LikeOptions extends DTypeOption {
  /** Lengths of the axes. */
  readonly shape?: number | Shape;
}

const likeReaders: OptionReaders<LikeOptions> = { ...dtypeReader, shape: shapeOption };

function fillLike(
  operation: string,
  x: ArrayLike,
  value: ArrayLike,
  options: DTypeOr<LikeOptions> | undefined,
): NDArray {
  const like = toArray(x, operation);
  const { dtype, shape = like.shape } = readDTypeOptions<LikeOptions>(operation, options, likeReaders);
  return fill(operation, lengthsOf(operation, shape), value, dtype === undefined ? like : strong(dtype));
}

/**
 * An array of one value with the shape and dtype of another array.
 *
 * @param value - a scalar, or an array that broadcasts to the shape.
 * @param options - the dtype alone, or {@link LikeOptions}.
 * @example
 * import { array, fullLike } from "@proj/array";
 * fullLike(array([1, 2]), 7); // → [7, 7]
 */
export function fullLike(x: ArrayLike, value: ArrayLike, options?: DTypeOr<LikeOptions>): NDArray {
  return fillLike("fullLike", x, value, options);
}

/**
 * Zeros with the shape and dtype of another array.
 *
 * @param options - the dtype alone, or {@link LikeOptions}.
 * @example
 * import { array, zerosLike } from "@proj/array";
 * zerosLike(array([1, 2])); // → [0, 0]
 */
export function zerosLike(x: ArrayLike, options?: DTypeOr<LikeOptions>): NDArray {
  return fillLike("zerosLike", x, 0, options);
}

/**
 * Ones with the shape and dtype of another array.
 *
 * @param options - the dtype alone, or {@link LikeOptions}.
 * @example
 * import { array, onesLike } from "@proj/array";
 * onesLike(array([1, 2])); // → [1, 1]
 */
export function onesLike(x: ArrayLike, options?: DTypeOr<LikeOptions>): NDArray {
  return fillLike("onesLike", x, 1, options);
}

/**
 * An array with the shape and dtype of another one, whose values do not matter.
 *
 * @param options - the dtype alone, or {@link LikeOptions}.
 * @example
 * import { array, emptyLike } from "@proj/array";
 * emptyLike(array([1, 2])).shape; // → [2]
 */
export function emptyLike(x: ArrayLike, options?: DTypeOr<LikeOptions>): NDArray {
  return fillLike("emptyLike", x, 0, options);
}
