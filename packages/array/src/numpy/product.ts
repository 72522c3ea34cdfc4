import { UsageError } from "../errors.ts";
import { broadcastTo, promoteOperands, type ArrayLike } from "../operands.ts";
import type { NDArray } from "../ndarray.ts";
import { broadcastShapes } from "../shape.ts";
import { bind } from "../trace.ts";
import { times } from "./arithmetic.ts";

function mismatch(operation: string, x: NDArray, y: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `${x.describe()} and ${y.describe()}`,
    expected: "the last axis of the first array as long as the second-last (or only) axis of the second",
    remedy: "transpose one of the arrays so that the contracted axes agree",
  });
}

/**
 * The dot product of NumPy: scalars multiply; otherwise the last axis of `x` is contracted with the second-last (or only)
 * axis of `y`, and the free axes of both remain.
 */
export function dot(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("dot", [x, y]);
  if (a!.ndim === 0 || b!.ndim === 0) return times(a!, b!);
  const contracting = Math.max(0, b!.ndim - 2);
  if (a!.shape.at(-1) !== b!.shape[contracting]) throw mismatch("dot", a!, b!);
  return bind("dotGeneral", [a!, b!], { lhsContracting: [a!.ndim - 1], rhsContracting: [contracting], lhsBatch: [], rhsBatch: [] })[0];
}

/** The matrix product, over matrices on the last two axes; leading axes broadcast, vectors are rows or columns. */
export function matmul(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("matmul", [x, y]) as [NDArray, NDArray];
  if (a.ndim === 0 || b.ndim === 0) throw mismatch("matmul", a, b);
  if (b.ndim <= 2) return dot(a, b);
  const rows = a.ndim === 1 ? [] : [a.shape.at(-2)!];
  const inner = a.shape.at(-1)!;
  if (inner !== b.shape.at(-2)) throw mismatch("matmul", a, b);
  const batch = broadcastShapes("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const axes = batch.map((_, axis) => axis);
  const left = broadcastTo(a, [...batch, ...rows, inner]);
  const right = broadcastTo(b, [...batch, inner, b.shape.at(-1)!]);
  return bind("dotGeneral", [left, right], { lhsContracting: [left.ndim - 1], rhsContracting: [right.ndim - 2], lhsBatch: axes, rhsBatch: axes })[0];
}
