import { booleanOption, integerOption, readArgument, UsageError } from "@proj/tree/core";
import { normalizeAxis, sizeOf } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { operand } from "./apply.ts";
import { dotGeneral } from "./contraction.ts";
import { broadcast, broadcastInDim, reshape, sliceInDim, squeeze } from "./movement.ts";

/*
 * Functions of shapes that others are quickly written as.
 */

/**
 * The array with leading axes of length 1, so that it has as many axes as wanted.
 *
 * @param rank - at least as many axes as the array has.
 * @example
 * import { array } from "@proj/array";
 * import { broadcastToRank } from "@proj/array/lax";
 * broadcastToRank(array([1, 2]), 3).shape; // → [1, 1, 2]
 */
export function broadcastToRank(x: NDArray, rank: number): NDArray {
  const { ndim } = operand("broadcastToRank", x);
  const wanted = readArgument("lax.broadcastToRank", "rank", rank, integerOption(ndim));
  return broadcast(x, new Array<number>(wanted - ndim).fill(1));
}

/**
 * The array with the shape of another one, along whose leading axes it repeats.
 *
 * @param like - its last axes are those of the array, or longer where the array's have length 1.
 * @example
 * import { array, zeros } from "@proj/array";
 * import { broadcastLike } from "@proj/array/lax";
 * broadcastLike(array([1, 2]), zeros([2, 2])); // → [[1, 2], [1, 2]]
 */
export function broadcastLike(x: NDArray, like: NDArray): NDArray {
  const { shape } = operand("broadcastLike", like);
  const added = shape.length - operand("broadcastLike", x).ndim;
  if (added < 0 || !x.shape.every((length, axis) => length === 1 || length === shape[added + axis])) {
    throw new UsageError({
      operation: "lax.broadcastLike",
      received: `${x.describe()} and ${like.describe()}`,
      expected: "an array whose axes are the last ones of the other, or have length 1",
      remedy: "reshape the array, or insert axes of length 1",
    });
  }
  return broadcastInDim(
    x,
    shape,
    x.shape.map((_, axis) => added + axis),
  );
}

/**
 * Neighbouring axes taken together as one.
 *
 * @param start - the first of them; negative axes count from the end.
 * @param stop - the one behind the last; default the end.
 * @example
 * import { zeros } from "@proj/array";
 * import { collapse } from "@proj/array/lax";
 * collapse(zeros([2, 3, 4]), 0, 2).shape; // → [6, 4]
 */
export function collapse(x: NDArray, start: number, stop?: number): NDArray {
  const { shape } = operand("collapse", x);
  const place = (name: string, value: number): number => {
    const given = readArgument("lax.collapse", name, value, integerOption());
    return given < 0 ? given + shape.length : given;
  };
  const from = place("start", start);
  const to = stop === undefined ? shape.length : place("stop", stop);
  if (from < 0 || to > shape.length || from > to) {
    throw new UsageError({
      operation: "lax.collapse",
      received: `axes ${start} to ${String(stop)} of ${x.describe()}`,
      expected: "axes of the array, from the first to the one behind the last",
      remedy: "correct start and stop",
    });
  }
  return reshape(x, [...shape.slice(0, from), sizeOf(shape.slice(from, to)), ...shape.slice(to)]);
}

/**
 * What lies at one known position of an axis.
 *
 * @param index - negative ones count from the end.
 * @param axis - default 0.
 * @param keepdims - keep the axis with length 1; default true.
 * @throws UsageError for a position outside the array.
 * @example
 * import { array } from "@proj/array";
 * import { indexInDim } from "@proj/array/lax";
 * indexInDim(array([[1, 2], [3, 4]]), -1); // → [[3, 4]]
 */
export function indexInDim(x: NDArray, index: number, axis = 0, keepdims = true): NDArray {
  const along = normalizeAxis(axis, operand("indexInDim", x).ndim, "lax.indexInDim");
  const place = normalizeAxis(index, x.shape[along]!, "lax.indexInDim");
  const row = sliceInDim(x, place, place + 1, 1, along);
  return readArgument("lax.indexInDim", "keepdims", keepdims, booleanOption) ? row : squeeze(row, [along]);
}

/**
 * The arrays along an axis, which disappears.
 *
 * @param axis - default 0; negative axes count from the end.
 * @example
 * import { array } from "@proj/array";
 * import { unstack } from "@proj/array/lax";
 * unstack(array([[1, 2], [3, 4]])).map(String); // → ["[1, 2]", "[3, 4]"]
 */
export function unstack(x: NDArray, axis = 0): readonly NDArray[] {
  const along = normalizeAxis(axis, operand("unstack", x).ndim, "lax.unstack");
  return Array.from({ length: x.shape[along]! }, (_, k) => indexInDim(x, k, along, false));
}

/**
 * Matrix products of matrices along the last two axes, in step along all axes before.
 *
 * @example
 * import { array } from "@proj/array";
 * import { batchMatmul } from "@proj/array/lax";
 * batchMatmul(array([[[1, 2]], [[3, 4]]]), array([[[1], [1]], [[2], [2]]])); // → [[[3]], [[14]]]
 */
export function batchMatmul(lhs: NDArray, rhs: NDArray): NDArray {
  const rank = operand("batchMatmul", lhs).ndim;
  if (rank < 2 || operand("batchMatmul", rhs).ndim !== rank) {
    throw new UsageError({
      operation: "lax.batchMatmul",
      received: `${lhs.describe()} and ${rhs.describe()}`,
      expected: "two arrays with equally many axes, at least two",
      remedy: "insert axes of length 1, or use matmul of @proj/array",
    });
  }
  const batch = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return dotGeneral(lhs, rhs, {
    lhsContracting: [rank - 1],
    rhsContracting: [rank - 2],
    lhsBatch: batch,
    rhsBatch: batch,
  });
}
