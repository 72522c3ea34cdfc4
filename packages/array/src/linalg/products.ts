import { integerOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import {
  axisReader,
  dtypeReader,
  readAxisOptions,
  type AxisOption,
  type AxisOr,
  type DTypeOption,
} from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { diagonal as anyDiagonal, trace as anyTrace } from "../numpy/matrices.ts";
import { cross as anyCross, outer as anyOuter } from "../numpy/product.ts";

/*
 * Functions of NumPy that its linear algebra has in a stricter form: matrices stand on the last two axes, vectors in space have
 * three components.
 */

/**
 * The vector product of vectors in space.
 *
 * @param options - the axis of the three components alone, or in an object; default the last.
 * @throws UsageError for vectors of another length.
 * @example
 * import { array } from "@proj/array";
 * import { cross } from "@proj/array/linalg";
 * cross(array([1, 0, 0]), array([0, 1, 0])); // → [0, 0, 1]
 */
export function cross(x: ArrayLike, y: ArrayLike, options?: AxisOr<AxisOption>): NDArray {
  const { axis = -1 } = readAxisOptions<AxisOption>("cross", options, axisReader);
  const operands = [toArray(x, "cross"), toArray(y, "cross")] as const;
  for (const operand of operands) {
    if (operand.shape[normalizeAxis(axis, operand.ndim, "cross")] === 3) continue;
    throw new UsageError({
      operation: "cross",
      received: `${operand.describe()} along axis ${axis}`,
      expected: "an axis of length 3",
      remedy: "give the axis of the vectors; for vectors in the plane use the cross of NumPy's functions",
    });
  }
  return anyCross(...operands, axis);
}

/**
 * The products of every element of one vector with every element of another: a matrix.
 *
 * @throws UsageError for arrays that are not vectors.
 * @example
 * import { array } from "@proj/array";
 * import { outer } from "@proj/array/linalg";
 * outer(array([1, 2]), array([3, 4])); // → [[3, 4], [6, 8]]
 */
export function outer(x: ArrayLike, y: ArrayLike): NDArray {
  const operands = promoteOperands("outer", [x, y]);
  const wrong = operands.find(({ ndim }) => ndim !== 1);
  if (wrong === undefined) return anyOuter(operands[0]!, operands[1]!);
  throw new UsageError({
    operation: "outer",
    received: wrong.describe(),
    expected: "vectors",
    remedy: "ravel the arrays first",
  });
}

/** Which diagonal of the matrices on the last two axes. */
export interface MatrixDiagonalOptions {
  /** How far above the main diagonal; negative is below; default 0. */
  readonly offset?: number;
}

const diagonalReaders: OptionReaders<MatrixDiagonalOptions> = { offset: integerOption() };

/**
 * The elements on a diagonal of matrices on the last two axes.
 *
 * @param options - the offset alone, or {@link MatrixDiagonalOptions}.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { diagonal } from "@proj/array/linalg";
 * diagonal(array([[[1, 2], [3, 4]]])); // → [[1, 4]]
 */
export function diagonal(x: ArrayLike, options?: number | MatrixDiagonalOptions): NDArray {
  const given = typeof options === "number" ? { offset: options } : options;
  const { offset = 0 } = readOptions<MatrixDiagonalOptions>("diagonal", given, diagonalReaders);
  return anyDiagonal(x, { offset, axis1: -2, axis2: -1 });
}

/** Options of {@link trace}. */
export interface MatrixTraceOptions extends MatrixDiagonalOptions, DTypeOption {}

const traceReaders: OptionReaders<MatrixTraceOptions> = { ...diagonalReaders, ...dtypeReader };

/**
 * The sum over a diagonal of matrices on the last two axes.
 *
 * @param options - the offset alone, or {@link MatrixTraceOptions}.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { trace } from "@proj/array/linalg";
 * trace(array([[[1, 2], [3, 4]]])); // → [5]
 */
export function trace(x: ArrayLike, options?: number | MatrixTraceOptions): NDArray {
  const given = typeof options === "number" ? { offset: options } : options;
  const read = readOptions<MatrixTraceOptions>("trace", given, traceReaders);
  return anyTrace(x, { ...read, axis1: -2, axis2: -1 });
}
