import {
  booleanOption,
  choiceOption,
  numberOption,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { isInteger } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastTo, filled, integerScalar, toArray, toPositions, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import type { IndexMode } from "../core/primitives.ts";
import { stretchedShape, normalizeAxis } from "../core/types/shape.ts";
import { gathered } from "../core/gather-scatter.ts";
import { reshape } from "../lax/movement.ts";
import { wrapPositions } from "./positions.ts";
import { defaultFillValue } from "./read.ts";

/** How {@link takeAlongAxis} reads positions outside the array. */
export interface TakeAlongAxisOptions {
  /**
   * `"fill"` (the default) reads the fill value, `"clip"` the nearest element, `"wrap"` counts round and round, `"promise"`
   * says that there are none. Negative positions count from the end, except for {@link take} in `"clip"` mode, which
   * moves them to the first position.
   */
  readonly mode?: "fill" | "clip" | "wrap" | "promise";
  /** Default NaN for floats, the smallest int32, the largest uint32, true. */
  readonly fillValue?: number;
  /** Whether negative positions count from the end, instead of being outside. Default true. */
  readonly wrapNegativeIndices?: boolean;
}

/** Options of {@link take}. */
export interface TakeOptions extends Omit<TakeAlongAxisOptions, "wrapNegativeIndices"> {
  /** The axis that the positions are on; by default the array is made one axis first. */
  readonly axis?: number | null;
  /** Says that no position comes twice, which is not needed here; default false. */
  readonly uniqueIndices?: boolean;
  /** Says that positions ascend, which is not needed here; default false. */
  readonly indicesAreSorted?: boolean;
}

const readingReaders = {
  mode: choiceOption("fill", "clip", "wrap", "promise"),
  fillValue: numberOption,
};
const takeAlongAxisReaders: OptionReaders<TakeAlongAxisOptions> = {
  ...readingReaders,
  wrapNegativeIndices: booleanOption,
};
const takeReaders: OptionReaders<TakeOptions> = {
  ...readingReaders,
  axis: axisOrNullOption,
  uniqueIndices: booleanOption,
  indicesAreSorted: booleanOption,
};

function positionsOf(operation: string, indices: ArrayLike): NDArray {
  const array = integerScalar(operation, indices) ?? toArray(indices, operation);
  if (isInteger(array.dtype)) return toPositions(array);
  throw new UsageError({
    operation,
    received: `indices ${array.describe()}`,
    expected: "integers",
    remedy: 'convert them with astype("int32"), or make them of this dtype',
  });
}

/** Index vectors of one component. */
const asVectors = (positions: NDArray): NDArray => reshape(positions, [...positions.shape, 1]);

/** The mode of the primitive; wrapped positions cannot be outside. */
const primitiveMode = (mode: NonNullable<TakeOptions["mode"]>): IndexMode => (mode === "wrap" ? "promise" : mode);

/**
 * Elements at the given positions of an axis.
 *
 * @param indices - integers of any shape, which replaces the axis in the result.
 * @param options - the axis alone, or {@link TakeOptions}; by default the array is made one axis first.
 * @throws UsageError when the indices are not integers.
 * @example
 * import { array, take } from "@proj/array";
 * take(array([10, 20, 30]), array([2, 0, 5], { dtype: "int32" })); // → [30, 10, NaN]
 * take(array([[1, 2], [3, 4]]), 1, -1); // → [2, 4]
 */
export function take(x: ArrayLike, indices: ArrayLike, options?: AxisOr<TakeOptions>): NDArray {
  const { axis = null, mode = "fill", fillValue } = readAxisOptions<TakeOptions>("take", options, takeReaders);
  const source = toArray(x, "take");
  const array = axis === null ? reshape(source, [source.size]) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "take");
  const given = positionsOf("take", indices);
  if (array.shape[along] === 0) {
    if (given.size === 0) return filled(array.shape.toSpliced(along, 1, ...given.shape), 0, array.dtype);
    throw new UsageError({
      operation: "take",
      received: `${given.size} indices into ${array.describe()} along axis ${along}, which is empty`,
      expected: "no indices, or an axis with elements",
      remedy: "check the length first",
    });
  }
  const positions = wrapPositions(given, array.shape[along]!, { mode, negative: mode !== "clip" });
  const rank = array.ndim - 1 + positions.ndim;
  const dimensions = {
    offsetDims: Array.from({ length: rank }, (_, place) => place).filter(
      (place) => place < along || place >= along + positions.ndim,
    ),
    collapsedSliceDims: [along],
    operandBatchingDims: [],
    indicesBatchingDims: [],
    startIndexMap: [along],
  };
  return gathered(array, asVectors(positions), {
    dimensions,
    sliceSizes: array.shape.with(along, 1),
    mode: primitiveMode(mode),
    fillValue: fillValue ?? defaultFillValue(array.dtype),
  });
}

/**
 * Elements at positions that differ from line to line: `result[i, j] = x[i, indices[i, j]]` for the last of two axes.
 *
 * @param indices - integers with as many axes as the array; the other axes broadcast.
 * @param axis - the axis that the positions are on.
 * @param options - see {@link TakeAlongAxisOptions}.
 * @throws UsageError when the numbers of axes differ or the indices are not integers.
 * @example
 * import { argsort, array, takeAlongAxis } from "@proj/array";
 * const x = array([[3, 1, 2], [6, 5, 4]]);
 * takeAlongAxis(x, argsort(x, 1), 1); // → [[1, 2, 3], [4, 5, 6]]
 */
export function takeAlongAxis(x: ArrayLike, indices: ArrayLike, axis: number, options?: TakeAlongAxisOptions): NDArray {
  const read = readOptions<TakeAlongAxisOptions>("takeAlongAxis", options, takeAlongAxisReaders);
  const { mode = "fill", fillValue, wrapNegativeIndices = true } = read;
  const array = toArray(x, "takeAlongAxis");
  const given = positionsOf("takeAlongAxis", indices);
  if (given.ndim !== array.ndim) {
    throw new UsageError({
      operation: "takeAlongAxis",
      received: `${array.describe()} and indices ${given.describe()}`,
      expected: "as many axes in both",
      remedy: "insert axes of length 1 with expandDims, or use take",
    });
  }
  const along = normalizeAxis(axis, array.ndim, "takeAlongAxis");
  const positions = wrapPositions(given, array.shape[along]!, { mode, negative: wrapNegativeIndices });
  const common = stretchedShape("takeAlongAxis", array.shape.with(along, 1), positions.shape.with(along, 1));
  const lines = broadcastTo(array, common.with(along, array.shape[along]!));
  const wanted = broadcastTo(positions, common.with(along, positions.shape[along]!));
  // Where there is nothing, the fill value is all that can be read.
  if (lines.size === 0) return filled(wanted.shape, fillValue ?? defaultFillValue(array.dtype), array.dtype);
  const others = common.flatMap((_, place) => (place === along ? [] : [place]));
  const dimensions = {
    offsetDims: [],
    collapsedSliceDims: [along],
    operandBatchingDims: others,
    indicesBatchingDims: others,
    startIndexMap: [along],
  };
  return gathered(lines, asVectors(wanted), {
    dimensions,
    sliceSizes: lines.shape.map(() => 1),
    mode: primitiveMode(mode),
    fillValue: fillValue ?? defaultFillValue(array.dtype),
  });
}
