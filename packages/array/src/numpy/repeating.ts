import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastTo, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { rearrange } from "./known-positions.ts";
import { expandDims, ravel, reshape } from "./reshaping.ts";

/**
 * Each element several times in a row.
 *
 * @param repeats - how many times; one number, or one per element along the axis.
 * @param axis - by default the array is made one axis first.
 * @throws UsageError when the counts do not match the axis.
 * @example
 * import { array, repeat } from "@proj/array";
 * repeat(array([1, 2]), 2); // → [1, 1, 2, 2]
 */
export function repeat(x: ArrayLike, repeats: number | readonly number[], axis: number | null = null): NDArray {
  const source = asArray(x, "repeat");
  const array = axis === null ? ravel(source) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "repeat");
  const length = array.shape[along]!;
  const counts = typeof repeats === "number" ? [repeats] : repeats;
  if (
    !counts.every((count) => Number.isInteger(count) && count >= 0) ||
    (typeof repeats !== "number" && counts.length !== length)
  ) {
    throw new UsageError({
      operation: "repeat",
      received: `repeats [${counts.join(", ")}] for an axis of length ${length}`,
      expected: "a non-negative integer, or one per element",
      remedy: "give one count, or as many as the axis is long",
    });
  }
  if (typeof repeats === "number") {
    const spread = broadcastTo(expandDims(array, along + 1), array.shape.toSpliced(along + 1, 0, repeats));
    return reshape(spread, array.shape.with(along, length * repeats));
  }
  return rearrange(
    array,
    along,
    counts.flatMap((count, place) => new Array<number>(count).fill(place)),
  );
}

/**
 * The whole array several times along each axis.
 *
 * @param repeats - one number per axis, for the last axes if there are fewer; more of them make new axes in front.
 * @example
 * import { array, tile } from "@proj/array";
 * tile(array([1, 2]), [2, 2]); // → [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile(x: ArrayLike, repeats: number | readonly number[]): NDArray {
  const array = asArray(x, "tile");
  const counts = typeof repeats === "number" ? [repeats] : repeats;
  const rank = Math.max(array.ndim, counts.length);
  const shape = [...new Array<number>(rank - array.ndim).fill(1), ...array.shape];
  const times = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  const spread = broadcastTo(
    reshape(
      array,
      shape.flatMap((length) => [1, length]),
    ),
    shape.flatMap((length, axis) => [times[axis]!, length]),
  );
  return reshape(
    spread,
    shape.map((length, axis) => length * times[axis]!),
  );
}
