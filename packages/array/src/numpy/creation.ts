import { abstractArray } from "../core/types/abstract-array.ts";
import { isForeignArray, isNDArray } from "../core/types/array-brand.ts";
import { castNumber, dtypeOf, dtypes, type DType, type TypedArray } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, checkArrayLike, convert, type ArrayLike } from "../core/operands.ts";
import type { Shape } from "../core/types/shape.ts";
import { wrapHostData } from "../core/trace.ts";
import { stack } from "./joining.ts";

/** Which dtype the new array has. */
export interface DTypeOption {
  readonly dtype?: DType;
}

/** Numbers, booleans and arrays in nested lists, as deep as the array has axes. */
export type NestedArrays = ArrayLike | readonly NestedArrays[];

/** What {@link array} accepts. */
export type ArrayInput = NestedArrays | TypedArray;

const typedArrays = [Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array];

function isTypedArray(value: unknown): value is TypedArray {
  return typedArrays.some((kind) => value instanceof kind);
}

/** A list as such; `Array.isArray` forgets the element type of read-only lists. */
function isList(value: ArrayInput): value is readonly NestedArrays[] {
  return Array.isArray(value);
}

function ragged(received: string, path: readonly number[]): UsageError {
  return new UsageError({
    operation: "array",
    received: `${received}${path.length > 0 ? ` at [${path.join("][")}]` : ""}`,
    expected: "lists of equal length and depth, of numbers, booleans or arrays",
    remedy: "make the rows equally long, for example by padding them",
  });
}

/** The lengths of nested lists, read along the first elements. */
function shapeOfList(list: NestedArrays): number[] {
  return isList(list) ? [list.length, ...(list.length > 0 ? shapeOfList(list[0]!) : [])] : [];
}

/** True when an array is among the elements. */
function holdsArray(list: NestedArrays): boolean {
  return isList(list) ? list.some(holdsArray) : isNDArray(list);
}

/** Writes nested lists of one shape into `data`, row by row. */
function flattenInto(list: readonly NestedArrays[], shape: Shape, write: (value: number | boolean) => void): void {
  const visit = (value: NestedArrays, axis: number, path: readonly number[]): void => {
    if (axis === shape.length) {
      if (typeof value !== "number" && typeof value !== "boolean")
        throw ragged(isList(value) ? `a list of length ${value.length}` : `a value of type ${typeof value}`, path);
      write(value);
      return;
    }
    if (!isList(value))
      throw ragged(`a value of type ${typeof value} where a list of length ${shape[axis]!} was begun`, path);
    if (value.length !== shape[axis])
      throw ragged(`a list of length ${value.length} beside one of length ${shape[axis]!}`, path);
    value.forEach((element, index) => visit(element, axis + 1, [...path, index]));
  };
  visit(list, 0, []);
}

function fromList(list: readonly NestedArrays[], dtype: DType | undefined): NDArray {
  if (holdsArray(list)) {
    const stacked = stack(list.map((element) => (isList(element) ? fromList(element, dtype) : element)));
    return dtype === undefined ? stacked : convert(stacked, dtype);
  }
  const shape = shapeOfList(list);
  const values: (number | boolean)[] = [];
  flattenInto(list, shape, (value) => values.push(value));
  const resolved =
    dtype ?? (values.length > 0 && values.every((value) => typeof value === "boolean") ? "bool" : "float32");
  const data = dtypes[resolved].allocate(values.length);
  values.forEach((value, index) => (data[index] = castNumber(Number(value), resolved)));
  return wrapHostData(data, abstractArray(shape, resolved));
}

/**
 * A new array from nested lists, a typed array, a scalar or an array.
 *
 * Numbers become float32, booleans bool; a typed array keeps its type (`Uint8Array` becomes int32, since dtypes have no
 * bytes). Lists may contain arrays, which are stacked. Values are copied.
 *
 * @param dtype - converts to this dtype.
 * @throws UsageError when lists differ in length or depth, with the place.
 * @example
 * import { array } from "@proj/array";
 * array([[1, 2], [3, 4]]).shape; // → [2, 2]
 * array([1, 2], { dtype: "int32" }).dtype; // → "int32"
 */
export function array(values: ArrayInput, { dtype }: DTypeOption = {}): NDArray {
  if (isTypedArray(values)) {
    const from = values instanceof Uint8Array ? "int32" : dtypeOf(values);
    const resolved = dtype ?? from;
    const data = dtypes[resolved].allocate(values.length);
    if (resolved === from) data.set(values);
    else values.forEach((value, index) => (data[index] = castNumber(value, resolved)));
    return wrapHostData(data, abstractArray([values.length], resolved));
  }
  if (isList(values) && !isForeignArray(values)) return fromList(values, dtype);
  checkArrayLike("array", values);
  const made = asArray(values, "array");
  return convert(made, dtype ?? made.dtype);
}

/**
 * The value as an array: an array stays what it is, everything else goes through {@link array}; a number on its own
 * becomes a weakly typed scalar.
 *
 * @example
 * import { array, asarray } from "@proj/array";
 * const x = array([1, 2]);
 * asarray(x) === x; // → true
 */
export function asarray(values: ArrayInput, { dtype }: DTypeOption = {}): NDArray {
  if (dtype !== undefined || isList(values) || isTypedArray(values))
    return isNDArray(values) && values.dtype === dtype ? values : array(values, dtype === undefined ? {} : { dtype });
  return asArray(values, "asarray");
}

/**
 * The same values in memory of its own, where the array lives. Arrays never change, so that matters only where memory is
 * given away: a function compiled with `donate` takes the copy, and the original stays.
 *
 * @param x - an array or a scalar.
 * @returns an array of the same shape and dtype; a traced array itself.
 * @throws UsageError when the memory of the array was given away.
 * @example
 * import { array, copy } from "@proj/array";
 * const x = array([1, 2]);
 * copy(x).dispose();
 * x.toList(); // → [1, 2]
 */
export function copy(x: ArrayLike): NDArray {
  return asArray(x, "copy").copy();
}

/**
 * The array with another dtype: floats lose their fraction on the way to integers, what is not 0 is true.
 *
 * @example
 * import { array, astype } from "@proj/array";
 * astype(array([1.7, -1.7]), "int32"); // → [1, -1]
 */
export function astype(x: ArrayLike, dtype: DType): NDArray {
  return convert(asArray(x, "astype"), dtype);
}
