import { array, UsageError, type NDArray } from "@proj/array";
import { wrongOption, type OptionReader } from "@proj/tree/core";

/** A rectangle: its lower left and upper right corner. */
export type Rectangle = readonly [low: readonly [x: number, y: number], high: readonly [x: number, y: number]];

/** Reads a pair of points, of which {@link checkWorkspace} says whether they span a rectangle. */
export const rectangleOption: OptionReader<Rectangle> = (value, place) => {
  const isPair = (pair: unknown, isMember: (member: unknown) => boolean): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every(isMember);
  if (isPair(value, (point) => isPair(point, Number.isFinite))) return value as Rectangle;
  throw wrongOption(place, value, "two corners, such as [[-1, -1], [1, 1]]");
};

/**
 * Checks that a workspace is a rectangle.
 *
 * @throws UsageError if its corners are not below and above each other.
 */
export function checkWorkspace(operation: string, [low, high]: Rectangle): void {
  if (low[0] < high[0] && low[1] < high[1]) return;
  throw new UsageError({
    operation,
    received: `a workspace from (${low.join(", ")}) to (${high.join(", ")})`,
    expected: "the lower left corner, then the upper right one",
    remedy: "write workspace: [[-1, -1], [1, 1]]",
  });
}

/** A point in the plane. */
export type Point = readonly [x: number, y: number];

/**
 * The points of a grid inside a rectangle, none of them on its edge; x runs fastest.
 *
 * @param n - points along each axis.
 * @example
 * import { internalGridPoints } from "@proj/feedbax";
 * internalGridPoints([[-1, -1], [1, 1]], 1); // → [[0, 0]]
 */
export function internalGridPoints([low, high]: Rectangle, n: number): Point[] {
  const along = (axis: 0 | 1): number[] =>
    Array.from({ length: n }, (_, index) => low[axis] + ((high[axis] - low[axis]) * (index + 1)) / (n + 1));
  return along(1).flatMap((y) => along(0).map((x): Point => [x, y]));
}

/**
 * The points of a grid in a rectangle, its edges included; x runs fastest. One point is the lower left corner.
 *
 * @param n - points along each axis.
 * @example
 * import { gridPoints } from "@proj/feedbax";
 * gridPoints([[-1, -1], [1, 1]], 2); // → [[-1, -1], [1, -1], [-1, 1], [1, 1]]
 */
export function gridPoints([low, high]: Rectangle, n: number): Point[] {
  const along = (axis: 0 | 1): number[] =>
    Array.from({ length: n }, (_, index) => low[axis] + ((high[axis] - low[axis]) * index) / Math.max(1, n - 1));
  return along(1).flatMap((y) => along(0).map((x): Point => [x, y]));
}

/**
 * The ends of reaches from one centre in all directions, the first along x.
 *
 * @param nDirections - how many, evenly spaced.
 * @param length - of each reach.
 * @example
 * import { centreoutEndpoints } from "@proj/feedbax";
 * centreoutEndpoints([0, 0], 4, 0.5)[0]; // → [0.5, 0]
 */
export function centreoutEndpoints([x, y]: Point, nDirections: number, length: number): Point[] {
  return Array.from({ length: nDirections }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / nDirections;
    return [x + length * Math.cos(angle), y + length * Math.sin(angle)];
  });
}

/** Points as an array, float32[n, 2]. */
export function pointsArray(points: readonly Point[]): NDArray {
  return array(Float32Array.from(points.flat())).reshape([points.length, 2]);
}
