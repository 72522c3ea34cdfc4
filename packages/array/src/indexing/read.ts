import { choiceOption, numberOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { dtypes, isInexact, isUnsigned, isWide, type DType } from "../core/types/dtype.ts";
import { integerRange, type ScalarValue } from "../core/types/scalar-value.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { filled, scalar } from "../core/operands.ts";
import type { IndexMode } from "../core/primitives.ts";
import { windowAt } from "../lax/dynamic-slice.ts";
import { gathered } from "../core/gather-scatter.ts";
import { concatenate, reshape } from "../lax/movement.ts";
import type { IndexElement } from "./index-element.ts";
import { planIndex, type ComputedPositions, type IndexPlan } from "./index-plan.ts";
import { dropAxes, readRanges } from "./windows.ts";

/** How to read positions that lie outside the array. */
export interface ReadOptions {
  /**
   * - `"clip"` (the default) reads the nearest element inside;
   * - `"fill"`, which may be called `"drop"` too, reads the fill value;
   * - `"wrap"` counts round and round;
   * - `"promise"` says that there are none, which is fastest; if there are, the result is undefined.
   *
   * Negative positions count from the end in all modes.
   */
  readonly mode?: "clip" | "fill" | "drop" | "wrap" | "promise";
  /** For `"fill"`; default NaN for floats, the smallest int32, the largest uint32, true. */
  readonly fillValue?: number;
}

const readReaders: OptionReaders<ReadOptions> = {
  mode: choiceOption("clip", "fill", "drop", "wrap", "promise"),
  fillValue: numberOption,
};

/** What stands for a missing element unless said otherwise. */
export function defaultFillValue(dtype: DType): ScalarValue {
  if (isInexact(dtype)) return NaN;
  if (isWide(dtype)) return integerRange(dtype)[dtype === "int64" ? "min" : "max"];
  return isUnsigned(dtype) || dtype === "bool" ? dtypes[dtype].max : dtypes[dtype].min;
}

/** Index vectors on the last axis, from one array of positions per component. */
export function indexVectors(computed: readonly ComputedPositions[]): NDArray {
  return concatenate(
    computed.map(({ positions }) => reshape(positions, [...positions.shape, 1])),
    computed[0]!.positions.ndim,
  );
}

/** The axes of computed positions, counted after the axes that numbers index are gone. */
export function computedAxes({ computed, points }: IndexPlan): number[] {
  return computed.map(({ axis }) => axis - points.filter((point) => point < axis).length);
}

/** The axes of ranges in a result of `blockPlace` ranges, the block, and the remaining ranges. */
export function rangeAxes({ block, blockPlace }: IndexPlan, count: number): number[] {
  return Array.from({ length: count }, (_, range) => (range < blockPlace ? range : range + block.length));
}

/** Starts of a window: computed positions where there are some, 0 elsewhere. */
export function windowStarts(rank: number, axes: readonly number[], computed: readonly ComputedPositions[]): NDArray[] {
  return Array.from({ length: rank }, (_, axis) => computed[axes.indexOf(axis)]?.positions ?? scalar(0, "int32"));
}

/** Reads computed positions of an array from which known ranges and points are cut out already. */
function readComputed(x: NDArray, plan: IndexPlan, mode: IndexMode, fillValue: ScalarValue): NDArray {
  const axes = computedAxes(plan);
  const sliceSizes = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  if (plan.block.length === 0 && mode !== "fill") {
    return dropAxes(windowAt(x, windowStarts(x.ndim, axes, plan.computed), sliceSizes), axes);
  }
  const dimensions = {
    offsetDims: rangeAxes(plan, x.ndim - axes.length),
    collapsedSliceDims: axes,
    operandBatchingDims: [],
    indicesBatchingDims: [],
    startIndexMap: axes,
  };
  return gathered(x, indexVectors(plan.computed), { dimensions, sliceSizes, mode, fillValue });
}

/**
 * The elements at an index.
 *
 * @param operation - what the user called, for messages.
 */
export function readIndex(
  operation: string,
  x: NDArray,
  index: readonly IndexElement[],
  options?: ReadOptions,
): NDArray {
  const read = readOptions<ReadOptions>(operation, options, readReaders);
  const { mode: named = "clip", fillValue = defaultFillValue(x.dtype) } = read;
  const mode = named === "drop" ? "fill" : named;
  const plan = planIndex(operation, index, x.shape, { mode, negative: true });
  const { points, computed, shape } = plan;
  if ((plan.outside && mode === "fill") || x.size === 0) return filled(shape, fillValue, x.dtype);
  const cut = dropAxes(readRanges(x, plan.ranges), points);
  if (computed.length === 0) return reshape(cut, shape);
  const lookup: IndexMode = plan.inside || mode === "wrap" ? "promise" : mode;
  return reshape(readComputed(cut, plan, lookup, fillValue), shape);
}
