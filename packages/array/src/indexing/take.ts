import { isInteger } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastTo, type ArrayLike } from "../core/operands.ts";
import { expandDims, ravel } from "../numpy/reshaping.ts";
import type { IndexMode } from "../core/primitives.ts";
import { broadcastShapes, normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { wrapPositions } from "./positions.ts";
import { defaultFillValue } from "./read.ts";

/** How {@link take} and {@link takeAlongAxis} read positions outside the array. */
export interface TakeOptions {
  /**
   * `"fill"` (the default) reads the fill value, `"clip"` the nearest element, `"wrap"` counts round and round, `"promise"`
   * says that there are none. Negative positions count from the end, except for {@link take} in `"clip"` mode, which
   * moves them to the first position.
   */
  readonly mode?: "fill" | "clip" | "wrap" | "promise";
  /** Default NaN for floats, the smallest int32, the largest uint32, true. */
  readonly fillValue?: number;
}

function positionsOf(operation: string, indices: ArrayLike): NDArray {
  const array = typeof indices === "number" ? asArray(indices, operation).astype("int32") : asArray(indices, operation);
  if (isInteger(array.dtype)) return array;
  throw new UsageError({
    operation,
    received: `indices ${array.describe()}`,
    expected: "integers",
    remedy: 'convert them with astype("int32"), or make them with array([…], { dtype: "int32" })',
  });
}

/** The mode of the primitive; wrapped positions cannot be outside. */
const primitiveMode = (mode: NonNullable<TakeOptions["mode"]>): IndexMode => (mode === "wrap" ? "promise" : mode);

/**
 * Elements at the given positions of an axis.
 *
 * @param indices - integers of any shape, which replaces the axis in the result.
 * @param axis - by default the array is made one axis first.
 * @throws UsageError when the indices are not integers.
 * @example
 * import { array, take } from "@proj/array";
 * take(array([10, 20, 30]), array([2, 0, 5], { dtype: "int32" })); // → [30, 10, NaN]
 */
export function take(
  x: ArrayLike,
  indices: ArrayLike,
  { axis = null, mode = "fill", fillValue }: TakeOptions & { readonly axis?: number | null } = {},
): NDArray {
  const source = asArray(x, "take");
  const array = axis === null ? ravel(source) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "take");
  const positions = wrapPositions(positionsOf("take", indices), array.shape[along]!, {
    mode,
    negative: mode !== "clip",
  });
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
  return bind("gather", [array, expandDims(positions, -1)], {
    dimensions,
    sliceSizes: array.shape.with(along, 1),
    mode: primitiveMode(mode),
    fillValue: fillValue ?? defaultFillValue(array.dtype),
  })[0];
}

/**
 * Elements at positions that differ from line to line: `result[i, j] = x[i, indices[i, j]]` for the last of two axes.
 *
 * @param indices - integers with as many axes as the array; the other axes broadcast.
 * @throws UsageError when the numbers of axes differ or the indices are not integers.
 * @example
 * import { argsort, array, takeAlongAxis } from "@proj/array";
 * const x = array([[3, 1, 2], [6, 5, 4]]);
 * takeAlongAxis(x, argsort(x, { axis: 1 }), 1); // → [[1, 2, 3], [4, 5, 6]]
 */
export function takeAlongAxis(
  x: ArrayLike,
  indices: ArrayLike,
  axis: number,
  { mode = "fill", fillValue }: TakeOptions = {},
): NDArray {
  const array = asArray(x, "takeAlongAxis");
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
  const positions = wrapPositions(given, array.shape[along]!, { mode, negative: true });
  const common = broadcastShapes("takeAlongAxis", array.shape.with(along, 1), positions.shape.with(along, 1));
  const lines = broadcastTo(array, common.with(along, array.shape[along]!));
  const wanted = broadcastTo(positions, common.with(along, positions.shape[along]!));
  const others = common.flatMap((_, place) => (place === along ? [] : [place]));
  const dimensions = {
    offsetDims: [],
    collapsedSliceDims: [along],
    operandBatchingDims: others,
    indicesBatchingDims: others,
    startIndexMap: [along],
  };
  return bind("gather", [lines, expandDims(wanted, -1)], {
    dimensions,
    sliceSizes: lines.shape.map(() => 1),
    mode: primitiveMode(mode),
    fillValue: fillValue ?? defaultFillValue(array.dtype),
  })[0];
}
