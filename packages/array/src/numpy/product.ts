import { UsageError } from "@proj/tree/core";
import { broadcastTo, convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastShapes, normalizeAxes, normalizeAxis, type Shape } from "../core/types/shape.ts";
import type { DotDimensions } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { elementwiseBinary } from "./elementwise.ts";
import { ravel, reshape, transpose } from "./reshaping.ts";
import { stack } from "./joining.ts";

function mismatch(operation: string, x: NDArray, y: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `${x.describe()} and ${y.describe()}`,
    expected: "the last axis of the first array as long as the second-last (or only) axis of the second",
    remedy: "transpose one of the arrays so that the contracted axes agree",
  });
}

/** The general product; of booleans, whether any pair is true. */
export function contract(x: NDArray, y: NDArray, dimensions: DotDimensions): NDArray {
  if (x.dtype !== "bool") return bind("dotGeneral", [x, y], dimensions)[0];
  return elementwiseBinary("ne", bind("dotGeneral", [convert(x, "int32"), convert(y, "int32")], dimensions)[0], 0);
}

const unbatched = { lhsBatch: [], rhsBatch: [] };

/**
 * The dot product of NumPy: scalars multiply; otherwise the last axis of `x` is contracted with the second-last (or only)
 * axis of `y`, and the free axes of both remain.
 *
 * @throws UsageError when the contracted axes differ in length.
 * @example
 * import { array, dot } from "@proj/array";
 * dot(array([1, 2]), array([3, 4])); // → 11
 */
export function dot(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("dot", [x, y]) as [NDArray, NDArray];
  if (a.ndim === 0 || b.ndim === 0) return multiply(a, b);
  const contracting = Math.max(0, b.ndim - 2);
  if (a.shape.at(-1) !== b.shape[contracting]) throw mismatch("dot", a, b);
  return contract(a, b, { lhsContracting: [a.ndim - 1], rhsContracting: [contracting], ...unbatched });
}

/**
 * The matrix product, over matrices on the last two axes; leading axes broadcast, vectors are rows or columns.
 *
 * @throws UsageError for scalars, and when the contracted axes differ in length.
 * @example
 * import { array, matmul } from "@proj/array";
 * matmul(array([[1, 2], [3, 4]]), array([1, 1])); // → [3, 7]
 */
export function matmul(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("matmul", [x, y]) as [NDArray, NDArray];
  const contracting = Math.max(0, b.ndim - 2);
  if (a.ndim === 0 || b.ndim === 0 || a.shape.at(-1) !== b.shape[contracting]) throw mismatch("matmul", a, b);
  // Without leading axes on one side nothing has to be kept in step, and nothing repeated.
  if (b.ndim <= 2) return contract(a, b, { lhsContracting: [a.ndim - 1], rhsContracting: [contracting], ...unbatched });
  const batch = broadcastShapes("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (a.ndim <= 2 || a.shape.slice(0, -2).every((length) => length === 1)) return matmulWithoutBatch(a, b, batch);
  const axes = batch.map((_, axis) => axis);
  const left = broadcastTo(a, [...batch, ...a.shape.slice(-2)]);
  const right = broadcastTo(b, [...batch, ...b.shape.slice(-2)]);
  return contract(left, right, {
    lhsContracting: [left.ndim - 1],
    rhsContracting: [right.ndim - 2],
    lhsBatch: axes,
    rhsBatch: axes,
  });
}

/** One matrix or vector on the left of many matrices: a single contraction, whose free axis of the left is then moved. */
function matmulWithoutBatch(a: NDArray, b: NDArray, batch: Shape): NDArray {
  const left = a.ndim <= 2 ? a : reshape(a, a.shape.slice(-2));
  const product = contract(left, b, { lhsContracting: [left.ndim - 1], rhsContracting: [b.ndim - 2], ...unbatched });
  if (left.ndim === 1) return product;
  const axes = Array.from({ length: b.ndim - 2 }, (_, axis) => axis + 1);
  const moved = transpose(product, [...axes, 0, b.ndim - 1]);
  return reshape(moved, [...batch, moved.shape.at(-2)!, moved.shape.at(-1)!]);
}

/**
 * The sum of the products of all elements.
 *
 * @throws UsageError when the arrays differ in size.
 * @example
 * import { array, vdot } from "@proj/array";
 * vdot(array([[1, 2]]), array([[3], [4]])); // → 11
 */
export function vdot(x: ArrayLike, y: ArrayLike): NDArray {
  return dot(ravel(x), ravel(y));
}

/**
 * Contracts the last axes of both arrays; scalars multiply.
 *
 * @throws UsageError when the last axes differ in length.
 * @example
 * import { array, inner } from "@proj/array";
 * inner(array([[1, 2], [3, 4]]), array([1, 1])); // → [3, 7]
 */
export function inner(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("inner", [x, y]) as [NDArray, NDArray];
  if (a.ndim === 0 || b.ndim === 0) return multiply(a, b);
  return tensordot(a, b, [[-1], [-1]]);
}

/**
 * The products of every element of `x` with every element of `y`: a matrix.
 *
 * @example
 * import { array, outer } from "@proj/array";
 * outer(array([1, 2]), array([3, 4])); // → [[3, 4], [6, 8]]
 */
export function outer(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = [ravel(x), ravel(y)];
  return multiply(reshape(a, [a.size, 1]), reshape(b, [1, b.size]));
}

/**
 * Contracts several axes of both arrays; the free axes of both remain, in order.
 *
 * @param axes - how many last axes of `x` go with as many first axes of `y`, or both lists of axes; default 2.
 * @throws UsageError when paired axes differ in length.
 * @example
 * import { array, tensordot } from "@proj/array";
 * tensordot(array([[1, 2], [3, 4]]), array([[1, 0], [0, 1]]), [[0, 1], [0, 1]]); // → 5
 */
export function tensordot(
  x: ArrayLike,
  y: ArrayLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): NDArray {
  const [a, b] = promoteOperands("tensordot", [x, y]) as [NDArray, NDArray];
  const counted = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index);
  const [left, right] = typeof axes === "number" ? [counted(axes, a.ndim - axes), counted(axes, 0)] : axes;
  const lhsContracting = normalizeAxes(left, a.ndim, "tensordot");
  const rhsContracting = normalizeAxes(right, b.ndim, "tensordot");
  const paired =
    lhsContracting.length === rhsContracting.length &&
    lhsContracting.every((axis, index) => a.shape[axis] === b.shape[rhsContracting[index]!]);
  if (!paired) {
    throw new UsageError({
      operation: "tensordot",
      received: `${a.describe()} and ${b.describe()}, axes [${lhsContracting.join(", ")}] with [${rhsContracting.join(", ")}]`,
      expected: "pairs of axes of equal length",
      remedy: "correct the lists of axes; einsum says by letters which axes belong together",
    });
  }
  return contract(a, b, { lhsContracting, rhsContracting, ...unbatched });
}

/**
 * The vector product of 3-vectors on an axis; the other axes broadcast.
 *
 * @param axis - the axis of length 3; default the last.
 * @throws UsageError when that axis has another length.
 * @example
 * import { array, cross } from "@proj/array";
 * cross(array([1, 0, 0]), array([0, 1, 0])); // → [0, 0, 1]
 */
export function cross(x: ArrayLike, y: ArrayLike, axis = -1): NDArray {
  const [a, b] = promoteOperands("cross", [x, y]) as [NDArray, NDArray];
  const components = (vector: NDArray): readonly NDArray[] => {
    const along = normalizeAxis(axis, vector.ndim, "cross");
    if (vector.shape[along] !== 3) {
      throw new UsageError({
        operation: "cross",
        received: `${vector.describe()} along axis ${axis}`,
        expected: "an axis of length 3",
        remedy: "append a zero to vectors in the plane",
      });
    }
    return bind("split", [vector], { sizes: [1, 1, 1], axis: along }).map((part) =>
      reshape(part, vector.shape.toSpliced(along, 1)),
    );
  };
  const [a0, a1, a2] = components(a) as [NDArray, NDArray, NDArray];
  const [b0, b1, b2] = components(b) as [NDArray, NDArray, NDArray];
  const minor = (p: NDArray, q: NDArray, r: NDArray, s: NDArray): NDArray => subtract(multiply(p, q), multiply(r, s));
  return stack([minor(a1, b2, a2, b1), minor(a2, b0, a0, b2), minor(a0, b1, a1, b0)], axis);
}
