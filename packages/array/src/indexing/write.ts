import { booleanOption, choiceOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import {
  broadcastTo,
  checkArrayLike,
  convert,
  numberScalar,
  promotedType,
  promoteTo,
  toArray,
  type ArrayLike,
} from "../core/operands.ts";
import { isInteger } from "../core/types/dtype.ts";
import type { PromotableType } from "../core/types/promotion.ts";
import type { IndexMode, ScatterCombine } from "../core/primitives.ts";
import { formatShape, type Shape } from "../core/types/shape.ts";
import { replaceWindowAt } from "../lax/dynamic-slice.ts";
import { scattered } from "../core/gather-scatter.ts";
import { reshape } from "../lax/movement.ts";
import type { IndexElement } from "./index-element.ts";
import { planIndex, type IndexPlan } from "./index-plan.ts";
import { computedAxes, indexVectors, rangeAxes, windowStarts } from "./read.ts";
import { coverEverything, dropAxes, readRanges, writeRanges } from "./windows.ts";

/** How to write to positions that lie outside the array. */
export interface WriteOptions {
  /**
   * - `"drop"` (the default), which may be called `"fill"` too, leaves such updates out;
   * - `"clip"` writes to the nearest element inside;
   * - `"wrap"` counts round and round;
   * - `"promise"` says that there are none, which is fastest; if there are, the result is undefined.
   *
   * Negative positions count from the end in all modes.
   */
  readonly mode?: "drop" | "fill" | "clip" | "wrap" | "promise";
  /** Says that no position comes twice, which is faster; default false. */
  readonly uniqueIndices?: boolean;
  /** Says that positions ascend, which is not needed here; default false. */
  readonly indicesAreSorted?: boolean;
}

const writeReaders: OptionReaders<WriteOptions> = {
  mode: choiceOption("drop", "fill", "clip", "wrap", "promise"),
  uniqueIndices: booleanOption,
  indicesAreSorted: booleanOption,
};

/** How values join what is there. */
export interface Update {
  /** What is done to the array first, where its dtype is not to stay; default nothing. */
  readonly prepare?: (x: NDArray) => NDArray;
  /** Elements and values, one for one; `null` if values replace elements. */
  readonly join: ((current: NDArray, value: NDArray) => NDArray) | null;
  /** The same where several values may be for one element, by scattering values onto an array. */
  readonly accumulate: (x: NDArray, value: NDArray, scatter: ScatterOnto) => NDArray;
}

/** An array with values scattered onto it. */
export type ScatterOnto = (x: NDArray, value: NDArray, combine: ScatterCombine) => NDArray;

/** The value as an array of the given type and of the shape that the index takes. */
function fit(
  operation: string,
  value: ArrayLike,
  x: NDArray,
  { dtype, weakType }: PromotableType,
  shape: Shape,
): NDArray {
  checkArrayLike(operation, value);
  const array =
    typeof value === "number" && isInteger(dtype) && !Number.isInteger(value)
      ? numberScalar(operation, value, dtype, weakType, "convert")
      : promoteTo(operation, value, { dtype, weakType });
  const offset = shape.length - array.ndim;
  if (offset >= 0 && array.shape.every((length, axis) => length === 1 || length === shape[offset + axis]))
    return broadcastTo(array, shape);
  throw new UsageError({
    operation,
    received: `a value ${toArray(value, operation).describe()} for a part of shape ${formatShape(shape)} of ${x.describe()}`,
    expected: "a value that broadcasts to the shape of the part",
    remedy: "reshape the value, or correct the index: x.get(…) shows the shape",
  });
}

function scatterOnto(
  x: NDArray,
  plan: IndexPlan,
  update: NDArray,
  combine: ScatterCombine,
  mode: IndexMode,
  uniqueIndices: boolean,
): NDArray {
  const axes = computedAxes(plan);
  const windowRank = x.ndim - axes.length;
  if (plan.block.length === 0 && mode !== "fill" && combine === "replace") {
    const window = reshape(
      update,
      x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    );
    return replaceWindowAt(x, window, windowStarts(x.ndim, axes, plan.computed));
  }
  const dimensions = {
    updateWindowDims: rangeAxes(plan, windowRank),
    insertedWindowDims: axes,
    operandBatchingDims: [],
    indicesBatchingDims: [],
    scatterDimsToOperandDims: axes,
  };
  return scattered(x, indexVectors(plan.computed), update, { dimensions, mode, combine, uniqueIndices });
}

/** The array after the updates at an index. */
export function writeIndex(
  operation: string,
  array: NDArray,
  index: readonly IndexElement[],
  { prepare, join, accumulate }: Update,
  value: ArrayLike,
  options?: WriteOptions,
): NDArray {
  const read = readOptions<WriteOptions>(operation, options, writeReaders);
  const { mode: named = "drop", uniqueIndices = false } = read;
  const mode = named === "fill" ? "drop" : named;
  const x = prepare === undefined ? array : prepare(array);
  const plan = planIndex(operation, index, x.shape, { mode, negative: true });
  const { ranges, points, computed, block, blockPlace } = plan;
  // Values replace elements as elements of the array; else both are brought to their common type, as by the operation itself.
  const type = join === null ? x : promotedType(operation, [x, value]);
  const fitted = fit(operation, value, x, type, plan.shape);
  if ((plan.outside && mode === "drop") || fitted.size === 0) return x;
  // New axes say nothing about the array: without them the value has the axes of the ranges, and the block among them.
  const kept = ranges.flatMap(({ count }, axis) =>
    points.includes(axis) || computed.some((positions) => positions.axis === axis) ? [] : [count],
  );
  const update = reshape(fitted, [...kept.slice(0, blockPlace), ...block, ...kept.slice(blockPlace)]);
  const window = ranges.map(({ count }) => count);
  if (computed.length === 0) {
    const whole = reshape(update, window);
    const written =
      join === null ? whole : convert(join(promoteTo(operation, readRanges(x, ranges), type), whole), x.dtype);
    return withWeakness(writeRanges(x, ranges, written), x);
  }
  const lookup: IndexMode = plan.inside || mode === "wrap" ? "promise" : mode === "drop" ? "fill" : mode;
  const part = promoteTo(operation, dropAxes(readRanges(x, ranges), points), type);
  const written = convert(
    accumulate(part, update, (array, values, combine) =>
      scatterOnto(array, plan, values, combine, lookup, uniqueIndices),
    ),
    x.dtype,
  );
  const whole = coverEverything(x, ranges) && points.length === 0;
  return withWeakness(whole ? written : writeRanges(x, ranges, reshape(written, window)), x);
}

/** An array that gives way to others exactly if the one does from which it was made. */
const withWeakness = (written: NDArray, x: NDArray): NDArray => convert(written, x.dtype, x.weakType);
