import { describeValue, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, broadcastTo, convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import {
  axisOption,
  axisOrNullOption,
  axisReader,
  dtypeOption,
  readAxisOptions,
  type AxisOption,
  type AxisOr,
} from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { stretchedShape, isIntegerList, normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/movement.ts";
import { atleast1d, atleast2d, expandDims } from "./reshaping.ts";

/** In which dtype arrays are joined. */
export interface JoiningOptions {
  /** Default the common dtype of the arrays. */
  readonly dtype?: DType;
}

/** Options of {@link stack}. */
export interface StackOptions extends JoiningOptions {
  /** The place of the new axis in the result; default 0. */
  readonly axis?: number;
}

/** Options of {@link concatenate}. */
export interface ConcatenateOptions extends JoiningOptions {
  /** Default 0; `null` makes each array one axis first. */
  readonly axis?: number | null;
}

const joiningReaders: OptionReaders<JoiningOptions> = { dtype: dtypeOption };
const stackReaders: OptionReaders<StackOptions> = { ...joiningReaders, axis: axisOption };
const concatenateReaders: OptionReaders<ConcatenateOptions> = { ...joiningReaders, axis: axisOrNullOption };

/** Operands of one dtype, at least one. */
function operandsOf(operation: string, arrays: readonly ArrayLike[], dtype: DType | undefined): NDArray[] {
  if (!Array.isArray(arrays) || arrays.length === 0) {
    const isEmpty = Array.isArray(arrays);
    throw new UsageError({
      operation,
      received: isEmpty ? "an empty list" : describeValue(arrays),
      expected: "a list of at least one array",
      remedy: isEmpty ? "check the list first" : `put the arrays into one list: ${operation}([x, y])`,
    });
  }
  if (dtype === undefined) return promoteOperands(operation, arrays);
  return arrays.map((array: ArrayLike) => convert(toArray(array, operation), dtype));
}

/** Joins arrays of one dtype; scalars have no axis to be joined along. */
function join(operation: string, operands: readonly NDArray[], axis: number): NDArray {
  const [first] = operands;
  const scalarOperand = operands.find((operand) => operand.ndim === 0);
  if (scalarOperand !== undefined) {
    throw new UsageError({
      operation,
      received: `a scalar ${scalarOperand.describe()}`,
      expected: "arrays with at least one axis",
      remedy: "use stack, which makes a new axis, or atleast1d",
    });
  }
  const dimension = normalizeAxis(axis, first!.ndim, operation);
  return lax.concatenate(operands, dimension);
}

/**
 * Arrays one after the other along an axis that they have; dtypes are promoted.
 *
 * @param options - the axis alone, or {@link ConcatenateOptions}; default axis 0.
 * @throws UsageError when the other axes differ in length.
 * @example
 * import { array, concatenate } from "@proj/array";
 * concatenate([array([1, 2]), array([3])]); // → [1, 2, 3]
 */
export function concatenate(arrays: readonly ArrayLike[], options?: AxisOr<ConcatenateOptions>): NDArray {
  const { axis = 0, dtype } = readAxisOptions<ConcatenateOptions>("concatenate", options, concatenateReaders);
  const operands = operandsOf("concatenate", arrays, dtype);
  return axis === null
    ? join(
        "concatenate",
        operands.map((operand) => lax.reshape(operand, [operand.size])),
        0,
      )
    : join("concatenate", operands, axis);
}

export { concatenate as concat };

/**
 * Arrays of one shape one after the other along a new axis.
 *
 * @param options - the place of the new axis in the result, or {@link StackOptions}; default axis 0.
 * @throws UsageError when the shapes differ.
 * @example
 * import { array, stack } from "@proj/array";
 * stack([array([1, 2]), array([3, 4])], 1); // → [[1, 3], [2, 4]]
 */
export function stack(arrays: readonly ArrayLike[], options?: AxisOr<StackOptions>): NDArray {
  const { axis = 0, dtype } = readAxisOptions<StackOptions>("stack", options, stackReaders);
  const operands = operandsOf("stack", arrays, dtype);
  const place = normalizeAxis(axis, operands[0]!.ndim + 1, "stack");
  return join(
    "stack",
    operands.map((operand) => expandDims(operand, place)),
    place,
  );
}

/**
 * Arrays one below the other: along the first axis, vectors as rows.
 *
 * @example
 * import { array, vstack } from "@proj/array";
 * vstack([array([1, 2]), array([3, 4])]); // → [[1, 2], [3, 4]]
 */
export function vstack(arrays: readonly ArrayLike[], options?: JoiningOptions): NDArray {
  const { dtype } = readOptions<JoiningOptions>("vstack", options, joiningReaders);
  return join("vstack", operandsOf("vstack", arrays, dtype).map(atleast2d), 0);
}

/**
 * Arrays side by side: along the second axis, vectors along their only one.
 *
 * @example
 * import { array, hstack } from "@proj/array";
 * hstack([array([[1], [2]]), array([[3], [4]])]); // → [[1, 3], [2, 4]]
 */
export function hstack(arrays: readonly ArrayLike[], options?: JoiningOptions): NDArray {
  const { dtype } = readOptions<JoiningOptions>("hstack", options, joiningReaders);
  const operands = operandsOf("hstack", arrays, dtype).map(atleast1d);
  return join("hstack", operands, operands[0]!.ndim === 1 ? 0 : 1);
}

/** Cuts before each of the given positions, as slices of a list do: positions beyond the end give empty parts. */
function splitAt(operation: string, array: NDArray, positions: readonly number[], axis: number): readonly NDArray[] {
  if (!isIntegerList(positions)) {
    throw new UsageError({
      operation,
      received: `positions ${describeValue(positions)}`,
      expected: "a number of parts, or a list of integers",
      remedy: "give the positions before which to cut, such as [2, 5]",
    });
  }
  const length = array.shape[axis]!;
  const cuts = [
    0,
    ...positions.map((position) => Math.min(Math.max(position < 0 ? position + length : position, 0), length)),
    length,
  ];
  const sizes = cuts.slice(1).map((cut, part) => Math.max(0, cut - cuts[part]!));
  if (sizes.reduce((total, size) => total + size, 0) !== length) {
    throw new UsageError({
      operation,
      received: `positions [${positions.join(", ")}] on an axis of length ${length}`,
      expected: "positions in ascending order",
      remedy: "sort the positions",
    });
  }
  return lax.split(array, sizes, axis);
}

/**
 * The array cut along an axis.
 *
 * @param sections - how many equal parts, or the positions before which to cut: as NumPy takes them, negative ones count from
 *   the end, and there are empty parts beyond it.
 * @param options - the axis alone, or {@link AxisOption}; default axis 0.
 * @throws UsageError when equal parts are not possible.
 * @example
 * import { arange, split } from "@proj/array";
 * const [a, b] = split(arange(5), [2]);
 * b; // → [2, 3, 4]
 */
export function split(
  x: ArrayLike,
  sections: number | readonly number[],
  options?: AxisOr<AxisOption>,
): readonly NDArray[] {
  const { axis = 0 } = readAxisOptions<AxisOption>("split", options, axisReader);
  const array = toArray(x, "split");
  const along = normalizeAxis(axis, array.ndim, "split");
  if (typeof sections !== "number") return splitAt("split", array, sections, along);
  const length = array.shape[along]!;
  if (!Number.isInteger(sections) || sections < 1 || length % sections !== 0) {
    throw new UsageError({
      operation: "split",
      received: `${sections} sections of an axis of length ${length}`,
      expected: "a number of sections that divides the length",
      remedy: "use arraySplit for parts of unequal length, or give the positions before which to cut",
    });
  }
  return lax.split(array, new Array<number>(sections).fill(length / sections), along);
}

/**
 * The array cut along an axis into parts that differ in length by at most 1, the longer ones first.
 *
 * @param sections - how many parts, or the positions before which to cut, as {@link split} takes them.
 * @param options - the axis alone, or {@link AxisOption}; default axis 0.
 * @example
 * import { arange, arraySplit } from "@proj/array";
 * arraySplit(arange(5), 2).map((part) => part.length); // → [3, 2]
 */
export function arraySplit(
  x: ArrayLike,
  sections: number | readonly number[],
  options?: AxisOr<AxisOption>,
): readonly NDArray[] {
  const { axis = 0 } = readAxisOptions<AxisOption>("arraySplit", options, axisReader);
  const array = toArray(x, "arraySplit");
  const along = normalizeAxis(axis, array.ndim, "arraySplit");
  if (typeof sections !== "number") return splitAt("arraySplit", array, sections, along);
  const length = array.shape[along]!;
  if (!Number.isInteger(sections) || sections < 1) {
    throw new UsageError({
      operation: "arraySplit",
      received: `${sections} sections`,
      expected: "a positive integer",
      remedy: "give the number of parts",
    });
  }
  const sizes = Array.from(
    { length: sections },
    (_, part) => Math.floor(length / sections) + (part < length % sections ? 1 : 0),
  );
  return lax.split(array, sizes, along);
}

/**
 * Arrays stretched to their common shape.
 *
 * @example
 * import { array, broadcastArrays } from "@proj/array";
 * broadcastArrays(array([1, 2]), array([[3], [4]])).map((x) => x.shape); // → [[2, 2], [2, 2]]
 */
export function broadcastArrays(...arrays: readonly ArrayLike[]): NDArray[] {
  const operands = arrays.map((value) => toArray(value, "broadcastArrays"));
  const shape = stretchedShape("broadcastArrays", ...operands.map((operand) => operand.shape));
  return operands.map((operand) => broadcastTo(operand, shape));
}
