import { describeValue, UsageError } from "@proj/tree/core";
import { broadcastTo, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { stretchedShape } from "../core/types/shape.ts";
import { expandDims, squeeze } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, real, toStrong } from "../numpy/elementwise.ts";
import { checkMatrix, checkSquare, type Numbers } from "../lax/linalg/square.ts";

/*
 * What functions of matrices do before their formula, which is written in functions of `lax.linalg`: numbers become floats of
 * one dtype, and leading axes become equal.
 */

/** The argument as matrices of floats, or of complex numbers where those may be. */
export function matrices(operation: string, a: ArrayLike, numbers: Numbers = "complex too"): NDArray {
  const floats = real(operation, a);
  checkMatrix(operation, floats, numbers);
  return floats;
}

/** The argument as square matrices of floats, or of complex numbers where those may be. */
export function squareMatrices(operation: string, a: ArrayLike, numbers: Numbers = "complex too"): NDArray {
  const floats = real(operation, a);
  checkSquare(operation, floats, numbers);
  return floats;
}

/**
 * The two parts of what a factorisation gave.
 *
 * @param expected - what they are, for messages.
 * @param remedy - how to get them.
 * @throws UsageError for anything but a list of two.
 */
export function pairOf(
  operation: string,
  value: unknown,
  expected: string,
  remedy: string,
): readonly [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw new UsageError({ operation, received: describeValue(value), expected, remedy });
}

/** A system of equations whose sides have the same leading axes, and how its solution gets the axes of the answer. */
export interface System {
  readonly a: NDArray;
  readonly b: NDArray;
  readonly answer: (x: NDArray) => NDArray;
}

/**
 * The sides of a·x = b. A `b` with one axis is one vector; otherwise its last two axes are matrices.
 *
 * @param vectors - whether a `b` with one axis less than `a` holds a vector for each matrix, as SciPy takes it.
 * @throws UsageError when they do not fit.
 */
export function system(operation: string, a: ArrayLike, b: ArrayLike, vectors = false): System {
  const type = inFloat(promotedType(operation, [a, b]));
  const brought = (x: ArrayLike): NDArray => {
    const array = promoteTo(operation, x, type);
    return type.weakType ? array : toStrong(array);
  };
  const [left, right] = [brought(a), brought(b)];
  checkSquare(operation, left, "complex too");
  const n = left.shape.at(-1)!;
  const each = right.ndim > 1 && left.ndim === right.ndim + 1 && right.shape.at(-1) === n;
  const isVector = right.ndim === 1 || (vectors && each);
  const isAmbiguous = each && !vectors && right.shape.at(-2) !== n;
  const columns = isVector ? expandDims(right, [right.ndim]) : right;
  if (isAmbiguous || columns.ndim < 2 || columns.shape.at(-2) !== n) {
    throw new UsageError({
      operation,
      received: `${left.describe()} and ${right.describe()}`,
      expected: `${n} equations: a vector of ${n}, or matrices of ${n} rows`,
      remedy: isAmbiguous
        ? "for a vector to each matrix, give b[..., None] and take the last axis off the result"
        : "transpose or reshape the right-hand side",
    });
  }
  const batch = stretchedShape(operation, left.shape.slice(0, -2), columns.shape.slice(0, -2));
  return {
    a: broadcastTo(left, [...batch, n, n], operation),
    b: broadcastTo(columns, [...batch, n, columns.shape.at(-1)!], operation),
    answer: (x) => (isVector ? squeeze(x, [x.ndim - 1]) : x),
  };
}
