import type { TypedArray } from "../types/dtype.ts";
import { sizeOf, type Shape } from "../types/shape.ts";

/** A part of an array in memory: where it begins, and how far apart neighbours along each axis are, in elements. */
export interface Strided {
  readonly data: TypedArray;
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * The positions of all elements of a strided box, row by row: `Σ index[axis]·strides[axis]`.
 *
 * Nested loops over any number of axes become one loop over such a list, which keeps the rules free of odometers.
 *
 * @param axes - how many of the axes take part, from the front; default all.
 */
export function offsetsOf(shape: Shape, strides: readonly number[], axes = shape.length): Int32Array {
  let size = 1;
  for (let axis = 0; axis < axes; axis++) size *= shape[axis]!;
  const offsets = new Int32Array(size);
  if (size === 0) return offsets;
  let filled = 1;
  // The innermost axis first: what is filled so far repeats once per position of the next axis out.
  for (let axis = axes - 1; axis >= 0; axis--) {
    const stride = strides[axis]!;
    for (let index = 1; index < shape[axis]!; index++) {
      const shift = index * stride;
      const start = index * filled;
      for (let k = 0; k < filled; k++) offsets[start + k] = offsets[k]! + shift;
    }
    filled *= shape[axis]!;
  }
  return offsets;
}

/** Copies a box of elements from one strided place to another; dtypes convert as typed arrays do on assignment. */
export function copyStrided(shape: Shape, from: Strided, to: Strided): void {
  if (sizeOf(shape) === 0) return;
  const inner = shape.at(-1) ?? 1;
  const fromStep = from.strides.at(-1) ?? 0;
  const toStep = to.strides.at(-1) ?? 0;
  const fromRows = offsetsOf(shape, from.strides, Math.max(0, shape.length - 1));
  const toRows = offsetsOf(shape, to.strides, Math.max(0, shape.length - 1));
  const source = from.data;
  const target = to.data;
  for (let row = 0; row < fromRows.length; row++) {
    let read = from.offset + fromRows[row]!;
    let write = to.offset + toRows[row]!;
    if (fromStep === 1 && toStep === 1 && inner >= 32) {
      target.set(source.subarray(read, read + inner), write);
      continue;
    }
    for (let k = 0; k < inner; k++, read += fromStep, write += toStep) target[write] = source[read]!;
  }
}
