import { moveaxis, type NDArray, type Shape } from "@proj/array";
import { range } from "@proj/array/core";
import { broadcastInDim } from "@proj/array/lax";
import type { BatchAxis } from "./rule.ts";

/** The axes of one member as axes of the batch, in which axis `at` was inserted. */
export function shifted(axes: readonly number[], at: number): number[] {
  return axes.map((axis) => (axis < at ? axis : axis + 1));
}

/** A list with one entry per axis of a member, with an entry for the batch axis. */
export function inserted<T>(list: readonly T[], at: number, entry: T): T[] {
  return list.toSpliced(at, 0, entry);
}

/** The shape of one member. */
export function memberShape(x: NDArray, axis: BatchAxis): Shape {
  return axis === null ? x.shape : x.shape.toSpliced(axis, 1);
}

/** The batch with its axis at the given place; a value that all members share is repeated. */
export function batchAt(x: NDArray, axis: BatchAxis, to: number, size: number): NDArray {
  if (axis !== null) return axis === to ? x : moveaxis(x, axis, to);
  const shape = x.shape.toSpliced(to, 0, size);
  return broadcastInDim(
    x,
    shape,
    range(shape.length).filter((place) => place !== to),
  );
}

/** The batch with its axis in front; a value that all members share stays as it is. */
export function frontIfBatched(x: NDArray, axis: BatchAxis): NDArray {
  return axis === null ? x : batchAt(x, axis, 0, 0);
}
