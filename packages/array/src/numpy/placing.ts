import { choiceOption, describeValue, readOptions, UsageError, wrongOption, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, integerScalar, promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { isInteger } from "../core/types/dtype.ts";
import { normalizeAxis, stretchedShape } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { remainder } from "./arithmetic.ts";
import { toBool, toStrong } from "./elementwise.ts";
import { resize } from "./inserting.ts";
import { nonzero } from "./nonzero.ts";
import { moveaxis } from "./reshaping.ts";
import { clip, where } from "./selection.ts";

/*
 * Elements chosen or replaced by position. Arrays never change, so what NumPy does in place gives a new array here.
 */

const flat = (x: NDArray): NDArray => lax.reshape(x, [x.size]);

function positionsIn(operation: string, x: ArrayLike): NDArray {
  const array = integerScalar(operation, x) ?? toArray(x, operation);
  if (isInteger(array.dtype)) return array;
  throw new UsageError({
    operation,
    received: `positions ${array.describe()}`,
    expected: "integers",
    remedy: 'convert them with astype("int32"), or make them with array([…], "int32")',
  });
}

/** What {@link choose} does with numbers of choices that do not exist. */
export type ChooseMode = "raise" | "wrap" | "clip";

/** Options of {@link choose}. */
export interface ChooseOptions {
  /**
   * `"raise"` (the default) refuses them, which needs concrete numbers; `"wrap"` counts round and round, `"clip"` takes the first or
   * the last choice.
   */
  readonly mode?: ChooseMode;
}

const modeOption = choiceOption("raise", "wrap", "clip");
const chooseReaders: OptionReaders<ChooseOptions> = { mode: modeOption };

/**
 * For each place the element of the choice whose number stands there.
 *
 * @param x - the numbers of the choices, from 0 on; integers.
 * @param choices - arrays, which broadcast together with the numbers.
 * @param options - the mode alone, or {@link ChooseOptions}.
 * @throws UsageError for numbers that are not integers; with mode `"raise"` for traced ones, and where there is no such choice.
 * @example
 * import { array, choose } from "@proj/array";
 * choose(array([1, 0], "int32"), [array([10, 20]), array([30, 40])]); // → [30, 20]
 */
export function choose(x: ArrayLike, choices: readonly ArrayLike[], options?: ChooseMode | ChooseOptions): NDArray {
  const given = typeof options === "string" ? { mode: options } : options;
  const { mode = "raise" } = readOptions<ChooseOptions>("choose", given, chooseReaders);
  const numbers = positionsIn("choose", x);
  if (!Array.isArray(choices) || choices.length === 0) {
    throw new UsageError({
      operation: "choose",
      received: describeValue(choices),
      expected: "a list of at least one choice",
      remedy: "put the choices into a list: choose(x, [a, b])",
    });
  }
  const count = choices.length;
  if (mode === "raise") {
    const values = knownValues(numbers);
    const wrong = values?.find((value) => value < 0 || value >= count);
    if (values === null || wrong !== undefined) {
      throw new UsageError({
        operation: "choose",
        received:
          wrong === undefined
            ? `numbers whose values are not known here, ${numbers.describe()}${numbers.origin}`
            : `${wrong}`,
        expected: `numbers from 0 to ${count - 1}, one for each choice`,
        remedy: 'say what is to become of others: { mode: "clip" } or { mode: "wrap" }',
      });
    }
  }
  const chosen = mode === "wrap" ? remainder(numbers, count) : mode === "clip" ? clip(numbers, 0, count - 1) : numbers;
  const arrays = promoteOperands("choose", choices);
  const shape = stretchedShape("choose", chosen.shape, ...arrays.map((array) => array.shape));
  const [first, ...others] = arrays.map((array) => broadcastTo(toStrong(array), shape));
  return others.reduce(
    (result, choice, place) => lax.select(lax.eq(broadcastTo(chosen, shape), place + 1), choice, result),
    first!,
  );
}

/** Options of {@link extract}. */
export interface ExtractOptions {
  /** How many elements to give, whatever the condition: what a traced one needs. Default as many as it has true elements. */
  readonly size?: number;
  /** What fills up elements that are missing; default 0. */
  readonly fillValue?: ArrayLike;
}

/** Options of {@link compress}. */
export interface CompressOptions extends ExtractOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
}

const sizeReader: OptionReaders<ExtractOptions>["size"] = (value, place) => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw wrongOption(place, value, "a non-negative integer");
};
const fillReader: OptionReaders<ExtractOptions>["fillValue"] = (value, { operation }) =>
  toArray(value as ArrayLike, operation);
const extractReaders: OptionReaders<ExtractOptions> = { size: sizeReader, fillValue: fillReader };
const compressReaders: OptionReaders<CompressOptions> = { ...extractReaders, axis: axisOrNullOption };

/**
 * The slices along an axis where a condition holds.
 *
 * @param condition - a vector of booleans, at most as long as the axis; what is missing counts as false.
 * @param options - the axis alone, or {@link CompressOptions}; by default the array is made one axis first.
 * @throws UsageError for a condition that is no vector, that holds beyond the axis, or that is traced without `size`.
 * @example
 * import { array, compress } from "@proj/array";
 * compress(array([true, false, true]), array([1, 2, 3])); // → [1, 3]
 * compress(array([false, true]), array([[1, 2], [3, 4]]), 1); // → [[2], [4]]
 */
export function compress(condition: ArrayLike, x: ArrayLike, options?: AxisOr<CompressOptions>): NDArray {
  const { axis = null, ...read } = readAxisOptions<CompressOptions>("compress", options, compressReaders);
  return pick("compress", condition, x, axis, read);
}

function pick(
  operation: string,
  condition: ArrayLike,
  x: ArrayLike,
  axis: number | null,
  { size, fillValue = 0 }: ExtractOptions,
): NDArray {
  const mask = toBool(condition, operation);
  const source = toArray(x, operation);
  const along = axis === null ? 0 : normalizeAxis(axis, source.ndim, operation);
  const array = axis === null ? flat(source) : source;
  if (mask.ndim !== 1) {
    throw new UsageError({
      operation,
      received: `a condition ${mask.describe()}`,
      expected: "a vector of booleans",
      remedy: "ravel it, or use extract, which takes conditions of any shape",
    });
  }
  const length = array.shape[along]!;
  const lines = moveaxis(array, along, 0);
  if (size === undefined) {
    const positions = nonzeroNamed(operation, mask);
    const beyond = knownValues(positions)?.find((position) => position >= length);
    if (beyond !== undefined) {
      throw new UsageError({
        operation,
        received: `a condition that holds at ${beyond}, on an axis of length ${length}`,
        expected: "a condition no longer than the axis",
        remedy: "cut it",
      });
    }
    return moveaxis(lines.get(positions), 0, along);
  }
  const covered = Math.min(length, mask.length);
  const [taken, cut] = [lax.sliceInDim(mask, 0, covered), lax.sliceInDim(lines, 0, covered)];
  if (size > covered) {
    throw new UsageError({
      operation,
      received: `size: ${size} for a condition over ${covered} elements`,
      expected: "size: no more than the length of the axis",
      remedy: "choose a smaller size, and pad the result",
    });
  }
  const filler = broadcastTo(convert(toArray(fillValue, operation), lines.dtype), cut.shape, operation);
  const kept = where(lax.reshape(taken, [covered, ...new Array<number>(lines.ndim - 1).fill(1)]), cut, filler);
  // Elements for which the condition holds come first, in their order.
  const [, order] = lax.sort([convert(lax.bitwiseNot(taken), "int32"), lax.iota("int32", covered)], 0) as [
    NDArray,
    NDArray,
  ];
  return moveaxis(kept.get(lax.sliceInDim(order, 0, size)), 0, along);
}

/** The positions where a mask holds, for which its values must be known. */
function nonzeroNamed(operation: string, mask: NDArray): NDArray {
  if (knownValues(mask) !== null) return nonzero(mask)[0]!;
  throw new UsageError({
    operation,
    received: `a condition whose values are not known here, ${mask.describe()}${mask.origin}, without size`,
    expected: "a concrete condition on the host, or size: its values decide the shape of the result",
    remedy: "say how many elements are wanted: { size: 8, fillValue: 0 }",
  });
}

/**
 * The elements where a condition of the same size holds, row by row.
 *
 * @param options - see {@link ExtractOptions}.
 * @throws UsageError for a condition that holds beyond the array, or that is traced without `size`.
 * @example
 * import { array, extract } from "@proj/array";
 * extract(array([[true, false], [false, true]]), array([[1, 2], [3, 4]])); // → [1, 4]
 */
export function extract(condition: ArrayLike, x: ArrayLike, options?: ExtractOptions): NDArray {
  const read = readOptions<ExtractOptions>("extract", options, extractReaders);
  return pick("extract", flat(toBool(condition, "extract")), flat(toArray(x, "extract")), 0, read);
}

/** Values in one row, repeated or cut to a number of them. */
function rowOf(operation: string, values: ArrayLike, count: number): NDArray {
  const array = toArray(values, operation);
  if (array.size > 0) return resize(array, count);
  throw new UsageError({
    operation,
    received: "no values",
    expected: "at least one value",
    remedy: "check the list of values first",
  });
}

/**
 * The array with the elements where a mask holds replaced by values, one after the other, which start again when they are used up.
 *
 * @param mask - as many booleans as the array has elements.
 * @returns a new array.
 * @throws UsageError for a mask of another size, and without values.
 * @example
 * import { array, place } from "@proj/array";
 * place(array([1, 2, 3, 4]), array([true, false, true, true]), array([10, 20])); // → [10, 2, 20, 10]
 */
export function place(x: ArrayLike, mask: ArrayLike, values: ArrayLike): NDArray {
  const array = toArray(x, "place");
  const taken = toBool(mask, "place");
  if (taken.size !== array.size) {
    throw new UsageError({
      operation: "place",
      received: `a mask ${taken.describe()} for ${array.describe()}`,
      expected: "as many booleans as elements",
      remedy: "broadcast the mask to the shape of the array",
    });
  }
  const row = rowOf("place", values, array.size);
  if (array.size === 0) return array;
  const rank = lax.sub(lax.cumsum(convert(flat(taken), "int32")), 1);
  const chosen = convert(row, array.dtype).get(rank);
  return convert(lax.reshape(where(flat(taken), chosen, flat(array)), array.shape), array.dtype, array.weakType);
}

/** What {@link put} does with positions outside. */
export interface PutOptions {
  /** `"clip"` writes to the nearest element, `"wrap"` counts round and round; by default as `"clip"`, after negative ones have been counted from the end. */
  readonly mode?: "clip" | "wrap";
}

const putReaders: OptionReaders<PutOptions> = { mode: choiceOption("clip", "wrap") };

/**
 * The array with elements, counted row by row, replaced by values; these start again when they are used up.
 *
 * @param positions - integers; negative ones count from the end.
 * @param options - see {@link PutOptions}.
 * @returns a new array.
 * @throws UsageError for positions that are not integers.
 * @example
 * import { array, put } from "@proj/array";
 * put(array([1, 2, 3, 4]), array([0, -1], "int32"), 9); // → [9, 2, 3, 9]
 */
export function put(x: ArrayLike, positions: ArrayLike, values: ArrayLike, options?: PutOptions): NDArray {
  const { mode } = readOptions<PutOptions>("put", options, putReaders);
  const array = toArray(x, "put");
  const places = flat(positionsIn("put", positions));
  const given = toArray(values, "put");
  if (array.size === 0 || places.size === 0 || given.size === 0) return array;
  const row = convert(rowOf("put", given, places.size), array.dtype);
  const { size } = array;
  const nearest = (position: NDArray): NDArray => clip(position, 0, size - 1);
  const inside = (): NDArray => {
    if (mode === "clip") return nearest(places);
    // As in JAX, those that are still outside when counted from the end become the nearest too.
    return mode === "wrap"
      ? remainder(places, size)
      : nearest(where(places.lt(0), convert(places, "int32").add(size), places));
  };
  return lax.reshape(flat(array).at(inside()).set(row), array.shape);
}

/** Options of {@link putAlongAxis}. */
export interface PutAlongAxisOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
  /** What to do with positions outside: `"drop"` (the default) leaves them out, `"clip"` writes to the nearest element. */
  readonly mode?: "drop" | "clip" | "wrap" | "promise";
}

const alongReaders: OptionReaders<PutAlongAxisOptions> = {
  axis: axisOrNullOption,
  mode: choiceOption("drop", "clip", "wrap", "promise"),
};

/**
 * The array with elements along an axis replaced, at positions that differ from line to line: the counterpart of
 * `takeAlongAxis`.
 *
 * @param indices - integers, with as many axes as the array; the other axes broadcast.
 * @param values - broadcast to the indices.
 * @param options - the axis alone, or {@link PutAlongAxisOptions}; by default the array is made one axis first.
 * @returns a new array.
 * @throws UsageError when the indices are not integers, or have another number of axes.
 * @example
 * import { array, putAlongAxis } from "@proj/array";
 * putAlongAxis(array([[1, 2], [3, 4]]), array([[1], [0]], "int32"), 9, 1); // → [[1, 9], [9, 4]]
 */
export function putAlongAxis(
  x: ArrayLike,
  indices: ArrayLike,
  values: ArrayLike,
  options?: AxisOr<PutAlongAxisOptions>,
): NDArray {
  const read = readAxisOptions<PutAlongAxisOptions>("putAlongAxis", options, alongReaders);
  const { axis = null, mode = "drop" } = read;
  const source = toArray(x, "putAlongAxis");
  const array = axis === null ? flat(source) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "putAlongAxis");
  const positions = positionsIn("putAlongAxis", indices);
  if (positions.ndim !== array.ndim) {
    throw new UsageError({
      operation: "putAlongAxis",
      received: `indices ${positions.describe()} for ${array.describe()}`,
      expected: `indices with ${array.ndim} axes`,
      remedy: "insert axes of length 1 with expandDims",
    });
  }
  const index = array.shape.map((length, place) =>
    place === along
      ? positions
      : lax.reshape(lax.iota("int32", length), new Array<number>(array.ndim).fill(1).with(place, length)),
  );
  const updates = broadcastTo(toArray(values, "putAlongAxis"), positions.shape, "putAlongAxis");
  return lax.reshape(array.at(...index).set(updates, { mode }), source.shape);
}

/**
 * The array with its main diagonal replaced: of a matrix, or of an array with axes of one length.
 *
 * @param value - a scalar, or elements that are taken one after the other, and start again when they are used up.
 * @returns a new array.
 * @throws UsageError for an array with fewer than two axes, and for more than two of different lengths.
 * @example
 * import { fillDiagonal, zeros } from "@proj/array";
 * fillDiagonal(zeros([2, 2]), 7); // → [[7, 0], [0, 7]]
 */
export function fillDiagonal(x: ArrayLike, value: ArrayLike): NDArray {
  const array = toArray(x, "fillDiagonal");
  const [first] = array.shape;
  if (array.ndim < 2 || (array.ndim > 2 && array.shape.some((length) => length !== first))) {
    throw new UsageError({
      operation: "fillDiagonal",
      received: array.describe(),
      expected: "a matrix, or axes of one length",
      remedy: "take one matrix at a time, or vmap",
    });
  }
  const count = Math.min(...array.shape);
  const given = toArray(value, "fillDiagonal");
  const row = given.ndim === 0 ? given : rowOf("fillDiagonal", given, count);
  const line = lax.iota("int32", count);
  return array.at(...array.shape.map(() => line)).set(convert(row, array.dtype), { uniqueIndices: true });
}
