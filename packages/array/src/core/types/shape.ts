import { describeValue, UsageError } from "@proj/tree/core";

/** The lengths of an array's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** True for the length of an axis. */
export const isLength = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** True for a list of numbers that all fit; a hole is an element that is not there. */
export function isListOf(value: unknown, fits: (element: unknown) => boolean): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  for (let place = 0; place < value.length; place++) if (!fits(value[place])) return false;
  return true;
}

/** True for a list of integers, whatever else plain JavaScript may pass. */
export function isIntegerList(value: unknown): value is readonly number[] {
  return isListOf(value, Number.isInteger);
}

/** The shape of a scalar. */
export const scalarShape: Shape = Object.freeze([]);

/** The shapes met last, each at a place that its lengths say: making and freezing a list costs more than finding one. */
const recentShapes = new Array<Shape>(256).fill(scalarShape);

/** The lengths in a list that nobody can change, whatever becomes of the one that came in. */
export function frozenShape(shape: Shape): Shape {
  let place = shape.length;
  for (let axis = 0; axis < shape.length; axis++) place = (place * 31 + shape[axis]!) & 255;
  const recent = recentShapes[place]!;
  if (shapesEqual(recent, shape)) return recent;
  // No axis has the length -0.
  return (recentShapes[place] = Object.freeze(shape.map((length) => length + 0)));
}

/** Whether each length fits, as `every` says it; several times faster for frozen lists, which engines make slow. */
export function everyLength(shape: Shape, fits: (length: number, axis: number) => boolean): boolean {
  for (let axis = 0; axis < shape.length; axis++) if (!fits(shape[axis]!, axis)) return false;
  return true;
}

/** The first lengths, as `slice` gives them; many times faster for frozen lists. */
export function firstLengths(shape: Shape, count: number): number[] {
  const first: number[] = [];
  for (let axis = 0; axis < count; axis++) first.push(shape[axis]!);
  return first;
}

/** The number of elements of an array of this shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

/** No memory of a program holds more elements than this. */
const mostElements = 2 ** 33;

/** Refuses a shape of more elements than memory can hold. */
export function checkSize(operation: string, shape: Shape): void {
  const size = sizeOf(shape);
  if (size <= mostElements) return;
  throw new UsageError({
    operation,
    received: `shape ${formatShape(shape)}, ${size} elements`,
    expected: "no more elements than memory can hold",
    remedy: "make the array smaller, or compute it in parts",
  });
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** True when both shapes have the same lengths. */
export function shapesEqual(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** A shape as people write it: `[2,3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/**
 * The axis counted from the front, after checking that the array has it.
 *
 * @param axis - from `-rank` to `rank - 1`; negative axes count from the end.
 * @throws UsageError naming `operation` when the axis is out of range.
 */
export function normalizeAxis(axis: number, rank: number, operation: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new UsageError({
    operation,
    received: `axis ${axis} of an array with ${rank} axes`,
    expected: rank === 0 ? "an array with at least one axis" : `an integer from ${-rank} to ${rank - 1}`,
    remedy: "choose one of the array's axes, or reshape the array first",
  });
}

/** Several axes, counted from the front, without repeats; `null` or `undefined` means all axes. */
export function normalizeAxes(
  axes: number | readonly number[] | null | undefined,
  rank: number,
  operation: string,
): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  if (typeof axes !== "number" && !Array.isArray(axes)) {
    throw new UsageError({
      operation,
      received: `${describeValue(axes)} as axes`,
      expected: "an integer, a list of integers, or null for all axes",
      remedy: "name the axes by their numbers, such as 0 or [0, -1]",
    });
  }
  const list = (typeof axes === "number" ? [axes] : (axes as readonly number[])).map((axis) =>
    normalizeAxis(axis, rank, operation),
  );
  if (new Set(list).size === list.length) return list;
  throw new UsageError({
    operation,
    received: `axes [${list.join(", ")}]`,
    expected: "each axis at most once",
    remedy: "remove the repeated axis",
  });
}

/** Whether an array of one shape can be stretched to another: aligned at the last axis, each length is equal or 1. */
export function stretchesTo(from: Shape, to: Shape): boolean {
  const added = to.length - from.length;
  for (let axis = 0; axis < from.length; axis++) if (from[axis] !== 1 && from[axis] !== to[added + axis]) return false;
  return added >= 0;
}

/**
 * The shape to which all `shapes` stretch under NumPy's broadcasting: aligned at the last axis, length 1 repeats.
 *
 * @throws UsageError naming `operation` when two lengths differ and neither is 1.
 */
export function stretchedShape(operation: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const target = rank - shape.length + axis;
      const length = shape[axis]!;
      if (length === 1 || length === result[target]) continue;
      if (result[target] === 1) result[target] = length;
      else {
        throw new UsageError({
          operation,
          received: `arrays of shapes ${shapes.map(formatShape).join(" and ")}`,
          expected: "axes that are equal, or 1, counted from the last",
          remedy: "reshape or transpose one array, or insert an axis of length 1 with expandDims",
        });
      }
    }
  }
  return result;
}
