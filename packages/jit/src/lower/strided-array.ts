import type { DType, Shape } from "@proj/array";
import { sizeOf, stridesOf, type Windows } from "@proj/array/core";
import type { BufferId, CounterId, DynamicIndex, View } from "../program/program.ts";

/** An array that lies in a buffer: a view whose domain is the array's own axes. */
export interface StridedArray extends View {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The array that fills a buffer row by row. */
export function denseArray(buffer: BufferId, shape: Shape, dtype: DType): StridedArray {
  return { buffer, offset: 0, strides: stridesOf(shape), dynamic: [], shape, dtype };
}

/** Axis `i` of the array becomes axis `axes[i]` of the result; other axes repeat. */
export function broadcastView(x: StridedArray, shape: Shape, axes: readonly number[]): StridedArray {
  const strides = new Array<number>(shape.length).fill(0);
  axes.forEach((axis, index) => (strides[axis] = x.shape[index] === 1 && shape[axis] !== 1 ? 0 : x.strides[index]!));
  return { ...x, shape, strides };
}

export function transposeView(x: StridedArray, permutation: readonly number[]): StridedArray {
  return {
    ...x,
    shape: permutation.map((axis) => x.shape[axis]!),
    strides: permutation.map((axis) => x.strides[axis]!),
  };
}

/** The axes of an array with one of them put last. */
export function axesWithLast(rank: number, last: number): number[] {
  return [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== last), last];
}

export function sliceView(
  x: StridedArray,
  start: readonly number[],
  shape: Shape,
  steps: readonly number[],
): StridedArray {
  const offset = start.reduce((sum, begin, axis) => sum + begin * x.strides[axis]!, x.offset);
  return { ...x, offset, shape, strides: x.strides.map((stride, axis) => stride * steps[axis]!) };
}

export function windowsView(x: StridedArray, { axis, size, stride, dilation }: Windows, shape: Shape): StridedArray {
  const step = x.strides[axis]!;
  return { ...x, shape, strides: [...x.strides.with(axis, step * stride), size === 1 ? 0 : step * dilation] };
}

export function reverseView(x: StridedArray, axes: readonly number[]): StridedArray {
  const offset = axes.reduce((sum, axis) => sum + Math.max(0, x.shape[axis]! - 1) * x.strides[axis]!, x.offset);
  return { ...x, offset, strides: x.strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)) };
}

/** The slice of the first axis at the position of a scan. */
export function sliceAtCounter(x: StridedArray, counter: CounterId): StridedArray {
  const index: DynamicIndex = { kind: "counter", counter, stride: x.strides[0]! };
  return { ...x, shape: x.shape.slice(1), strides: x.strides.slice(1), dynamic: [...x.dynamic, index] };
}

/** The stride of several axes taken as one, row-major, or null if they do not lie in the buffer like that. */
export function collapsedStride(shape: Shape, strides: readonly number[]): number | null {
  let stride: number | null = null;
  let expected = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    if (stride === null) stride = strides[axis]!;
    else if (strides[axis] !== expected) return null;
    expected = strides[axis]! * shape[axis]!;
  }
  return stride ?? 1;
}

/**
 * The array in another shape without moving elements, or null if that is impossible.
 *
 * Both shapes are cut into runs of axes of equal size; within a run the old axes must lie densely.
 */
export function reshapeView(x: StridedArray, shape: Shape): StridedArray | null {
  const strides = new Array<number>(shape.length).fill(0);
  // No element is moved, and runs of equal size need not exist.
  if (sizeOf(shape) === 0) return { ...x, shape, strides };
  let from = 0;
  let to = 0;
  while (from < x.shape.length || to < shape.length) {
    const [fromStart, toStart] = [from, to];
    let fromSize = from < x.shape.length ? x.shape[from++]! : 1;
    let toSize = to < shape.length ? shape[to++]! : 1;
    while (fromSize !== toSize) {
      if (fromSize < toSize) {
        if (from >= x.shape.length) return null;
        fromSize *= x.shape[from++]!;
      } else {
        if (to >= shape.length) return null;
        toSize *= shape[to++]!;
      }
    }
    const stride = collapsedStride(x.shape.slice(fromStart, from), x.strides.slice(fromStart, from));
    if (stride === null) return null;
    const dense = stridesOf(shape.slice(toStart, to));
    dense.forEach((factor, axis) => (strides[toStart + axis] = factor * stride));
  }
  return { ...x, shape, strides };
}
