import type { Shape } from "@proj/array";
import { sizeOf } from "@proj/array/core";
import type { View } from "../program/program.ts";
import type { StridedArray } from "./strided-array.ts";

/** Where one axis of an array is read from a loop's domain: `offset + Σ coefficientₖ · iₖ`. */
export interface AxisIndex {
  readonly offset: number;
  /** One per axis of the domain. */
  readonly coefficients: readonly number[];
}

/** Where an array is read from a loop's domain: one index per axis of the array. */
export type IndexMap = readonly AxisIndex[];

/** A constant index. */
export function fixedIndex(offset: number, rank: number): AxisIndex {
  return { offset, coefficients: new Array<number>(rank).fill(0) };
}

/** The index that follows one axis of the domain. */
export function axisIndexOf(axis: number, rank: number): AxisIndex {
  const coefficients = new Array<number>(rank).fill(0);
  coefficients[axis] = 1;
  return { offset: 0, coefficients };
}

/** The map under which the domain's axes are the array's axes. */
export function identityMap(rank: number): IndexMap {
  return Array.from({ length: rank }, (_, axis) => axisIndexOf(axis, rank));
}

/** True when the map reads an array of shape `shape` at the domain point itself, the domain being `domain`. */
export function isIdentity(map: IndexMap, shape: Shape, domain: Shape): boolean {
  return (
    shape.length === domain.length &&
    map.every(
      ({ offset, coefficients }, axis) =>
        shape[axis] === domain[axis] &&
        offset === 0 &&
        coefficients.every((coefficient, k) => coefficient === (k === axis ? 1 : 0)),
    )
  );
}

/** `index` times a factor plus an offset. */
export function scaleIndex({ offset, coefficients }: AxisIndex, factor: number, shift: number): AxisIndex {
  return { offset: offset * factor + shift, coefficients: coefficients.map((coefficient) => coefficient * factor) };
}

/** The sum of two indices. */
export function sumOfIndices(a: AxisIndex, b: AxisIndex): AxisIndex {
  return { offset: a.offset + b.offset, coefficients: a.coefficients.map((c, k) => c + b.coefficients[k]!) };
}

/** A text by which equal maps are equal. */
export function indexMapKey(map: IndexMap): string {
  return map.map(({ offset, coefficients }) => `${offset}+${coefficients.join(",")}`).join(";");
}

/** The view through which a loop over a domain of `rank` axes reads an array under a map. */
export function composeView(x: StridedArray, map: IndexMap, rank: number): View {
  const strides = new Array<number>(rank).fill(0);
  let offset = x.offset;
  map.forEach((index, axis) => {
    const stride = x.strides[axis]!;
    offset += index.offset * stride;
    index.coefficients.forEach((coefficient, k) => (strides[k] = strides[k]! + coefficient * stride));
  });
  return { buffer: x.buffer, offset, strides, dynamic: x.dynamic };
}

/**
 * The map of an array before a reshape, from the map after it; null when an old index is not affine in the new ones.
 *
 * Runs of axes of equal size correspond; within a run only one old axis may be longer than 1, or old and new axes agree.
 */
export function reshapeMap(map: IndexMap, newShape: Shape, oldShape: Shape, rank: number): IndexMap | null {
  // Nothing is read, and runs of equal size need not exist.
  if (sizeOf(oldShape) === 0) return oldShape.map(() => fixedIndex(0, rank));
  const result: AxisIndex[] = [];
  let from = 0;
  let to = 0;
  while (from < newShape.length || to < oldShape.length) {
    const [fromStart, toStart] = [from, to];
    let fromSize = from < newShape.length ? newShape[from++]! : 1;
    let toSize = to < oldShape.length ? oldShape[to++]! : 1;
    while (fromSize !== toSize) {
      if (fromSize < toSize) {
        if (from >= newShape.length) return null;
        fromSize *= newShape[from++]!;
      } else {
        if (to >= oldShape.length) return null;
        toSize *= oldShape[to++]!;
      }
    }
    const long = oldShape.slice(toStart, to).filter((length) => length !== 1).length;
    if (long > 1) return null;
    // Row-major position within the run.
    let flat = fixedIndex(0, rank);
    for (let axis = fromStart; axis < from; axis++) {
      const length = newShape[axis]!;
      if (length === 1) continue;
      const index = map[axis]!;
      flat = {
        offset: flat.offset * length + index.offset,
        coefficients: flat.coefficients.map((coefficient, k) => coefficient * length + index.coefficients[k]!),
      };
    }
    for (let axis = toStart; axis < to; axis++) result.push(oldShape[axis] === 1 ? fixedIndex(0, rank) : flat);
  }
  return result;
}
