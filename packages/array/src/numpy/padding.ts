import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import type { Shape } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { rearrange } from "./known-positions.ts";

/** How many elements {@link pad} adds: at both ends of every axis, before and after on every axis, or that for each axis. */
export type PadWidth =
  number | readonly [before: number, after: number] | readonly (readonly [before: number, after: number])[];

/** What {@link pad} adds. */
export interface PadOptions {
  /**
   * - `"constant"` (the default): one value;
   * - `"edge"`: the first and the last element;
   * - `"reflect"`: the mirror image without the edge, `3 2 | 1 2 3 | 2 1`;
   * - `"symmetric"`: the mirror image with the edge, `2 1 | 1 2 3 | 3 2`;
   * - `"wrap"`: the other end, `2 3 | 1 2 3 | 1 2`.
   */
  readonly mode?: "constant" | "edge" | "reflect" | "symmetric" | "wrap";
  /** For `"constant"`: a scalar; default 0. */
  readonly constantValue?: ArrayLike;
}

function widthsOf(width: PadWidth, shape: Shape): (readonly [number, number])[] {
  const widths =
    typeof width === "number"
      ? shape.map(() => [width, width] as const)
      : typeof width[0] === "number"
        ? shape.map(() => width as readonly [number, number])
        : (width as readonly (readonly [number, number])[]);
  const perAxis = widths.length === 1 ? shape.map(() => widths[0]!) : widths;
  if (perAxis.length === shape.length && perAxis.flat().every((count) => Number.isInteger(count) && count >= 0))
    return [...perAxis];
  throw new UsageError({
    operation: "pad",
    received: `widths ${JSON.stringify(width)} for ${shape.length} axes`,
    expected: "non-negative integers: one number, one pair, or one pair per axis",
    remedy: "write [[before, after], …] with one pair per axis",
  });
}

/** Which element stands at a position beyond the ends; n is the length, at least 1. */
const continuations = {
  edge: (position: number, n: number) => Math.min(Math.max(position, 0), n - 1),
  wrap: (position: number, n: number) => ((position % n) + n) % n,
  symmetric: (position: number, n: number) => {
    const place = ((position % (2 * n)) + 2 * n) % (2 * n);
    return place < n ? place : 2 * n - 1 - place;
  },
  reflect: (position: number, n: number) => {
    if (n === 1) return 0;
    const period = 2 * n - 2;
    const place = ((position % period) + period) % period;
    return place < n ? place : period - place;
  },
};

/**
 * The array with elements added around it.
 *
 * @throws UsageError for negative widths, and when there is nothing to continue.
 * @example
 * import { array, pad } from "@proj/array";
 * pad(array([1, 2, 3]), 2); // → [0, 0, 1, 2, 3, 0, 0]
 * pad(array([1, 2, 3]), [0, 2], { mode: "reflect" }); // → [1, 2, 3, 2, 1]
 */
export function pad(x: ArrayLike, width: PadWidth, { mode = "constant", constantValue = 0 }: PadOptions = {}): NDArray {
  const array = asArray(x, "pad");
  const widths = widthsOf(width, array.shape);
  if (mode === "constant") {
    const value = asArray(constantValue, "pad").astype(array.dtype);
    return bind("pad", [array, value], {
      low: widths.map(([before]) => before),
      high: widths.map(([, after]) => after),
      interior: widths.map(() => 0),
    })[0];
  }
  return widths.reduce((padded, [before, after], axis) => {
    const length = array.shape[axis]!;
    if (before + after === 0) return padded;
    if (length === 0)
      throw new UsageError({
        operation: "pad",
        received: `${array.describe()} with mode "${mode}"`,
        expected: "at least one element to continue from",
        remedy: 'use mode "constant"',
      });
    const positions = Array.from({ length: before + length + after }, (_, place) =>
      continuations[mode](place - before, length),
    );
    return rearrange(padded, axis, positions);
  }, array);
}
