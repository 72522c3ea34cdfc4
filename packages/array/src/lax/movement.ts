import { describeValue, integerOption, readArgument, UsageError, type OptionReaders } from "@proj/tree/core";
import { countingDTypeOption } from "../core/options.ts";
import type { Windows } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { DType } from "../core/types/dtype.ts";
import { everyLength, normalizeAxes, normalizeAxis, shapesEqual, type Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import {
  allOf,
  axisOf,
  fittingNumber,
  inTheNameOf,
  integers,
  lengths,
  operand,
  operandList,
  type Term,
} from "./apply.ts";

/*
 * Functions that move elements without computing. What would change nothing gives the array itself.
 */

const axesOf = (x: NDArray): number[] => Array.from({ length: x.ndim }, (_, axis) => axis);

/**
 * The same elements in another shape.
 *
 * @param shape - lengths of the axes, for as many elements.
 * @param dimensions - the order in which axes are gone through; default that in which they are.
 * @example
 * import { array } from "@proj/array";
 * import { reshape } from "@proj/array/lax";
 * reshape(array([1, 2, 3, 4]), [2, 2]); // → [[1, 2], [3, 4]]
 * reshape(array([[1, 2], [3, 4]]), [4], [1, 0]); // → [1, 3, 2, 4]
 */
export function reshape(x: NDArray, shape: Shape, dimensions?: readonly number[]): NDArray {
  if (dimensions !== undefined)
    return reshape(
      inTheNameOf("lax.reshape", () => transpose(x, dimensions)),
      shape,
    );
  const target = lengths("reshape", "shape", shape);
  return shapesEqual(operand("reshape", x).shape, target) ? x : bind("reshape", [x], { shape: target })[0];
}

/**
 * The array stretched along new axes and axes of length 1.
 *
 * @param shape - the lengths of the result.
 * @param broadcastDimensions - for each axis of the array, in increasing order, the axis of the result that it becomes.
 * @example
 * import { array } from "@proj/array";
 * import { broadcastInDim } from "@proj/array/lax";
 * broadcastInDim(array([1, 2]), [2, 2], [0]); // → [[1, 1], [2, 2]]
 */
export function broadcastInDim(x: NDArray, shape: Shape, broadcastDimensions: readonly number[]): NDArray {
  const target = lengths("broadcastInDim", "shape", shape);
  const dimensions = integers("broadcastInDim", "broadcastDimensions", broadcastDimensions);
  if (shapesEqual(operand("broadcastInDim", x).shape, target)) return x;
  return bind("broadcastInDim", [x], { shape: target, broadcastDimensions: dimensions })[0];
}

/**
 * The array with further leading axes, along which it repeats.
 *
 * @param sizes - the lengths of the new axes.
 * @example
 * import { array } from "@proj/array";
 * import { broadcast } from "@proj/array/lax";
 * broadcast(array([1, 2]), [2]); // → [[1, 2], [1, 2]]
 */
export function broadcast(x: NDArray, sizes: Shape): NDArray {
  return broadcastInDim(
    x,
    [...lengths("broadcast", "sizes", sizes), ...operand("broadcast", x).shape],
    axesOf(x).map((axis) => axis + sizes.length),
  );
}

/**
 * The array with axes of length 1 put in.
 *
 * @param dimensions - the places of the new axes in the result.
 * @example
 * import { array } from "@proj/array";
 * import { expandDims } from "@proj/array/lax";
 * expandDims(array([1, 2]), [1]).shape; // → [2, 1]
 */
export function expandDims(x: NDArray, dimensions: readonly number[]): NDArray {
  const rank = operand("expandDims", x).ndim + integers("expandDims", "dimensions", dimensions).length;
  const places = normalizeAxes(dimensions, rank, "lax.expandDims");
  const rest = [...x.shape];
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (places.includes(axis) ? 1 : rest.shift()!)),
  );
}

/**
 * The array without some axes of length 1.
 *
 * @param dimensions - the axes to take away.
 * @example
 * import { array } from "@proj/array";
 * import { squeeze } from "@proj/array/lax";
 * squeeze(array([[1, 2]]), [0]); // → [1, 2]
 */
export function squeeze(x: NDArray, dimensions: readonly number[]): NDArray {
  const places = normalizeAxes(
    integers("squeeze", "dimensions", dimensions),
    operand("squeeze", x).ndim,
    "lax.squeeze",
  );
  return reshape(
    x,
    x.shape.filter((_, axis) => !places.includes(axis)),
  );
}

/**
 * The axes in another order.
 *
 * @param permutation - axis i of the result is axis `permutation[i]` of the array.
 * @example
 * import { array } from "@proj/array";
 * import { transpose } from "@proj/array/lax";
 * transpose(array([[1, 2], [3, 4]]), [1, 0]); // → [[1, 3], [2, 4]]
 */
export function transpose(x: NDArray, permutation: readonly number[]): NDArray {
  const order = integers("transpose", "permutation", permutation);
  const unchanged = order.length === operand("transpose", x).ndim && order.every((axis, i) => axis === i);
  return unchanged ? x : bind("transpose", [x], { permutation: order })[0];
}

/**
 * The array backwards along some axes.
 *
 * @example
 * import { array } from "@proj/array";
 * import { rev } from "@proj/array/lax";
 * rev(array([1, 2, 3]), [0]); // → [3, 2, 1]
 */
export function rev(x: NDArray, dimensions: readonly number[]): NDArray {
  const axes = integers("rev", "dimensions", dimensions);
  return axes.length === 0 ? operand("rev", x) : bind("reverse", [operand("rev", x)], { dimensions: axes })[0];
}

/**
 * A window of the array.
 *
 * @param start - for each axis, the first position.
 * @param limit - for each axis, the position behind the last.
 * @param strides - for each axis, the distance between neighbours of the result; default 1.
 * @example
 * import { array } from "@proj/array";
 * import { slice } from "@proj/array/lax";
 * slice(array([1, 2, 3, 4]), [1], [4], [2]); // → [2, 4]
 */
export function slice(
  x: NDArray,
  start: readonly number[],
  limit: readonly number[],
  strides?: readonly number[],
): NDArray {
  const { shape } = operand("slice", x);
  const from = integers("slice", "start", start);
  const to = integers("slice", "limit", limit);
  const by = strides === undefined ? from.map(() => 1) : integers("slice", "strides", strides);
  const whole =
    from.length === shape.length && everyLength(shape, (n, i) => from[i] === 0 && to[i] === n && by[i] === 1);
  return whole ? x : bind("slice", [x], { start: from, limit: to, strides: by })[0];
}

/**
 * A window along one axis.
 *
 * @param start - the first position, a negative one counted from the end; `null` is 0.
 * @param limit - the position behind the last, a negative one counted from the end; `null` is the end.
 * @param stride - the distance between neighbours of the result; default 1.
 * @param axis - default 0.
 * @example
 * import { array } from "@proj/array";
 * import { sliceInDim } from "@proj/array/lax";
 * sliceInDim(array([[1, 2, 3]]), 0, 2, 1, 1); // → [[1, 2]]
 * sliceInDim(array([1, 2, 3]), -2, null); // → [2, 3]
 */
export function sliceInDim(x: NDArray, start: number | null, limit: number | null, stride = 1, axis = 0): NDArray {
  const place = normalizeAxis(axis, operand("sliceInDim", x).ndim, "lax.sliceInDim");
  const length = x.shape[place]!;
  const position = (given: number | null, absent: number): number =>
    given === null ? absent : given < 0 ? given + length : given;
  const starts = axesOf(x).map((a) => (a === place ? position(start, 0) : 0));
  const strides = starts.map((_, a) => (a === place ? stride : 1));
  return slice(x, starts, x.shape.with(place, position(limit, length)), strides);
}

/**
 * The array surrounded by a value; negative amounts cut.
 *
 * @param value - a scalar.
 * @param low - for each axis, how many elements come before.
 * @param high - for each axis, how many come behind.
 * @param interior - for each axis, how many come between neighbours; default none.
 * @example
 * import { array } from "@proj/array";
 * import { pad } from "@proj/array/lax";
 * pad(array([1, 2]), 0, [1], [2]); // → [0, 1, 2, 0, 0]
 */
export function pad(
  x: NDArray,
  value: Term,
  low: readonly number[],
  high: readonly number[],
  interior?: readonly number[],
): NDArray {
  const amounts = {
    low: integers("pad", "low", low),
    high: integers("pad", "high", high),
    interior: interior === undefined ? low.map(() => 0) : integers("pad", "interior", interior),
  };
  const filler = typeof value === "number" ? fittingNumber("pad", operand("pad", x), value) : operand("pad", value);
  const nothing = Object.values(amounts).every((list) => list.every((amount) => amount === 0));
  // A definite padding value makes the result definite, also where nothing is padded.
  return nothing && (filler.weakType || !x.weakType)
    ? operand("pad", x)
    : bind("pad", [operand("pad", x), filler], amounts)[0];
}

/**
 * Arrays one behind the other along an axis.
 *
 * @param operands - at least one; equal in dtype and in the other axes.
 * @example
 * import { array } from "@proj/array";
 * import { concatenate } from "@proj/array/lax";
 * concatenate([array([1]), array([2, 3])], 0); // → [1, 2, 3]
 */
export function concatenate(operands: readonly NDArray[], dimension: number): NDArray {
  const arrays = operandList("concatenate", operands);
  const axis = axisOf("concatenate", arrays[0], dimension);
  return arrays.length === 1 ? arrays[0] : bind("concatenate", arrays, { dimension: axis })[0];
}

/**
 * The array cut along an axis; the inverse of {@link concatenate}.
 *
 * @param sizes - the lengths of the parts, which add up to the length of the axis.
 * @param axis - default 0.
 * @example
 * import { array } from "@proj/array";
 * import { split } from "@proj/array/lax";
 * split(array([1, 2, 3]), [1, 2]).map(String); // → ["[1]", "[2, 3]"]
 */
export function split(x: NDArray, sizes: readonly number[], axis = 0): readonly NDArray[] {
  return bind("split", [operand("split", x)], {
    sizes: integers("split", "sizes", sizes),
    axis: axisOf("split", x, axis),
  });
}

/**
 * 0, 1, …, size - 1.
 *
 * @throws UsageError for booleans, in which nothing is counted.
 * @example
 * import { iota } from "@proj/array/lax";
 * iota("int32", 3); // → [0, 1, 2]
 */
export function iota(dtype: DType, size: number): NDArray {
  return broadcastedIota(dtype, [size], 0);
}

/**
 * The position along one axis, in an array of any shape.
 *
 * @param dimension - the axis along which it counts.
 * @throws UsageError for booleans, in which nothing is counted, and for a dimension that is no axis.
 * @example
 * import { broadcastedIota } from "@proj/array/lax";
 * broadcastedIota("int32", [2, 2], 1); // → [[0, 1], [0, 1]]
 */
export function broadcastedIota(dtype: DType, shape: Shape, dimension: number): NDArray {
  const target = lengths("broadcastedIota", "shape", shape);
  if (!Number.isInteger(dimension) || target[dimension] === undefined) {
    throw new UsageError({
      operation: "lax.broadcastedIota",
      received: `dimension: ${describeValue(dimension)} for shape [${target.join(",")}]`,
      expected: "an axis of the shape, counted from the front",
      remedy: "choose the axis along which to count",
    });
  }
  return bind("iota", [], {
    dtype: readArgument("lax.broadcastedIota", "dtype", dtype, countingDTypeOption),
    shape: target,
    dimension,
  })[0];
}

const windowReaders: OptionReaders<Windows> = {
  axis: integerOption(0),
  size: integerOption(1),
  stride: integerOption(1),
  dilation: integerOption(1),
};

/**
 * The windows along one axis, without copies in compiled programs: what convolutions and running reductions fold.
 *
 * @param params - `axis`; `size` elements in each window, `dilation` apart; from one window to the next `stride` further.
 * @returns the axis counts the windows; a new last axis runs through each.
 * @throws UsageError when the axis is shorter than a window.
 * @example
 * import { array } from "@proj/array";
 * import { windows } from "@proj/array/lax";
 * windows(array([1, 2, 3, 4]), { axis: 0, size: 3, stride: 1, dilation: 1 }); // → [[1, 2, 3], [2, 3, 4]]
 */
export function windows(x: NDArray, params: Windows): NDArray {
  const read = allOf("windows", params, windowReaders);
  return bind("windows", [operand("windows", x)], read)[0];
}
