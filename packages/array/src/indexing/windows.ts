import type { NDArray } from "../ndarray/ndarray.ts";
import { filled, scalar } from "../core/operands.ts";
import { replaceWindowAt } from "../lax/dynamic-slice.ts";
import { select } from "../lax/elementwise.ts";
import { pad, reshape, rev, slice } from "../lax/movement.ts";
import type { Range } from "./slice.ts";

/*
 * Reading and writing positions that are known when the program is traced: no gather, no scatter.
 */

const backwards = (ranges: readonly Range[]): number[] => ranges.flatMap(({ step }, axis) => (step < 0 ? [axis] : []));

/** The same positions in ascending order. */
function ascending({ start, count, step }: Range): Range {
  return step > 0 ? { start, count, step } : { start: start + (count - 1) * step, count, step: -step };
}

const isWhole = (range: Range, length: number): boolean =>
  range.start === 0 && range.count === length && range.step === 1;

/** True when the ranges are all of the array, in order. */
export function coverEverything(x: NDArray, ranges: readonly Range[]): boolean {
  return ranges.every((range, axis) => isWhole(range, x.shape[axis]!));
}

/** The elements at the crossings of one range per axis. */
export function readRanges(x: NDArray, ranges: readonly Range[]): NDArray {
  const forwards = ranges.map(ascending);
  const cut = slice(
    x,
    forwards.map(({ start }) => start),
    forwards.map(({ start, count, step }) => (count === 0 ? start : start + (count - 1) * step + 1)),
    forwards.map(({ step }) => step),
  );
  return rev(cut, backwards(ranges));
}

/** The array with the elements at the crossings replaced; `update` has one axis per range. */
export function writeRanges(x: NDArray, ranges: readonly Range[], update: NDArray): NDArray {
  if (update.size === 0) return x;
  const forwards = ranges.map(ascending);
  const ordered = rev(update, backwards(ranges));
  if (coverEverything(x, forwards)) return ordered;
  if (forwards.every(({ step, count }) => step === 1 || count === 1)) {
    return replaceWindowAt(
      x,
      ordered,
      forwards.map(({ start }) => scalar(start, "int32")),
    );
  }
  // Positions with gaps: the update is spread out to the array's shape, and a mask of the same form says where it counts.
  const low = forwards.map(({ start }) => start);
  const interior = forwards.map(({ step, count }) => (count > 1 ? step - 1 : 0));
  const high = forwards.map(
    ({ start, count }, axis) => x.shape[axis]! - (start + (count - 1) * (interior[axis]! + 1) + 1),
  );
  const spread = (values: NDArray): NDArray => pad(values, 0, low, high, interior);
  return select(spread(filled(ordered.shape, 1, "bool")), spread(ordered), x);
}

/** Without the given axes, which have length 1. */
export function dropAxes(x: NDArray, axes: readonly number[]): NDArray {
  return reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}
