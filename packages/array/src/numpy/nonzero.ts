import { integerOption, listOption, readOptions, UsageError, wrongOption, type OptionReaders } from "@proj/tree/core";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { wrapHostData } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { stridesOf } from "../core/types/shape.ts";
import { truePositions } from "../indexing/positions.ts";
import { scattered } from "../core/gather-scatter.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toBool } from "./elementwise.ts";

/** Options of {@link nonzero}. */
export interface NonzeroOptions {
  /** How many positions to give, whatever the values: what a traced array needs. Default as many as there are. */
  readonly size?: number;
  /** What fills up positions that are missing, for all axes or one for each; default 0. */
  readonly fillValue?: number | readonly number[];
}

const integer = integerOption();
const integers = listOption(integer);

const readers: OptionReaders<NonzeroOptions> = {
  size: integerOption(0),
  fillValue: (value, place) => (Array.isArray(value) ? integers(value, place) : integer(value, place)),
};

/**
 * Where an array is not 0: its positions on each axis, row by row.
 *
 * @param options - a fixed number of positions, and what fills it up.
 * @returns for each axis the positions, int32.
 * @throws UsageError for a traced array or one on a GPU without `size`, since its values decide the shape of the result.
 * @example
 * import { array, nonzero } from "@proj/array";
 * nonzero(array([[0, 1], [1, 1]])); // → [[0, 1, 1], [1, 0, 1]]
 * nonzero(array([0, 7]), { size: 2, fillValue: -1 }); // → [[1, -1]]
 */
export function nonzero(x: ArrayLike, options?: NonzeroOptions): readonly NDArray[] {
  return positionsOf("nonzero", x, options);
}

/**
 * Where the elements, counted row by row, are not 0.
 *
 * @param options - a fixed number of positions, and what fills it up; see {@link NonzeroOptions}.
 * @returns the positions, int32.
 * @throws UsageError for a traced array or one on a GPU without `size`, since its values decide the shape of the result.
 * @example
 * import { array, flatnonzero } from "@proj/array";
 * flatnonzero(array([[0, 1], [1, 1]])); // → [1, 2, 3]
 */
export function flatnonzero(x: ArrayLike, options?: NonzeroOptions): NDArray {
  const array = toArray(x, "flatnonzero");
  return positionsOf("flatnonzero", lax.reshape(array, [array.size]), options)[0]!;
}

/**
 * Where an array is not 0: the position of each such element on a row of its own.
 *
 * @param options - a fixed number of positions, and what fills it up; see {@link NonzeroOptions}.
 * @returns int32, with a row for each position and a column for each axis.
 * @throws UsageError for a traced array or one on a GPU without `size`, since its values decide the shape of the result.
 * @example
 * import { argwhere, array } from "@proj/array";
 * argwhere(array([[0, 1], [1, 1]])); // → [[0, 1], [1, 0], [1, 1]]
 */
export function argwhere(x: ArrayLike, options?: NonzeroOptions): NDArray {
  const array = toArray(x, "argwhere");
  const positions = positionsOf("argwhere", array.ndim === 0 ? lax.reshape(array, [1]) : array, options);
  const columns = lax.concatenate(
    positions.map((axis) => lax.reshape(axis, [axis.size, 1])),
    1,
  );
  // A scalar has no axis to have a position on.
  return array.ndim === 0 ? lax.sliceInDim(columns, 0, 0, 1, 1) : columns;
}

/** The positions of {@link nonzero}, under the name of the function that the user called. */
export function positionsOf(operation: string, x: ArrayLike, options: NonzeroOptions | undefined): readonly NDArray[] {
  const { size, fillValue = 0 } = readOptions<NonzeroOptions>(operation, options, readers);
  const array = toArray(x, operation);
  if (array.ndim === 0) {
    throw new UsageError({
      operation,
      received: `a scalar ${array.describe()}`,
      expected: "an array with at least one axis",
      remedy: "give it an axis with atleast1d",
    });
  }
  if (size !== undefined) return firstPositions(operation, array, size, fillValue);
  const mask = toBool(array, operation);
  if (mask.tracing !== null) {
    throw new UsageError({
      operation,
      received: `a traced array ${array.describe()} without size${array.origin}`,
      expected: "a concrete array, or size: its values decide the shape of the result",
      remedy: "say how many positions are wanted: { size: 8, fillValue: -1 }",
    });
  }
  return truePositions(operation, mask).map((positions) =>
    wrapHostData(Int32Array.from(positions), abstractArray([positions.length], "int32")),
  );
}

function firstPositions(
  operation: string,
  x: NDArray,
  size: number,
  fillValue: number | readonly number[],
): readonly NDArray[] {
  if (typeof fillValue !== "number" && fillValue.length !== x.ndim)
    throw wrongOption({ operation, name: "fillValue" }, fillValue, `a number, or one for each of ${x.ndim} axes`);
  // As in JAX, nothing is filled where there is nothing to look at.
  if (x.size === 0) return x.shape.map(() => lax.full([size], 0, "int32"));
  const taken = lax.reshape(toBool(x, operation), [x.size]);
  // The place of a true element among the true ones is where its position goes; others go outside, and are dropped.
  const rank = lax.sub(lax.cumsum(convert(taken, "int32")), 1);
  const places = lax.reshape(lax.select(taken, rank, size), [x.size, 1]);
  const positions = scattered(lax.full([size], x.size, "int32"), places, lax.iota("int32", x.size), {
    dimensions: {
      updateWindowDims: [],
      insertedWindowDims: [0],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      scatterDimsToOperandDims: [0],
    },
    mode: "fill",
    combine: "replace",
    uniqueIndices: false,
  });
  const strides = stridesOf(x.shape);
  return x.shape.map((length, axis) => {
    const position = lax.rem(lax.div(positions, Math.max(1, strides[axis]!)), Math.max(1, length));
    const fill = typeof fillValue === "number" ? fillValue : fillValue[axis]!;
    return lax.select(lax.eq(positions, x.size), fill, position);
  });
}
