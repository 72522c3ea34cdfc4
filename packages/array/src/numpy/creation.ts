import { describeValue, integerOption, readArgument, UsageError, type OptionReaders } from "@proj/tree/core";
import { writeElement } from "../core/types/element.ts";
import { isComplexNumber, readNestedList, type FlatList } from "../core/nested-list.ts";
import { convert, promoteOperands, scalar, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypeOption, dtypeReader, readDTypeOptions, type DTypeOption, type DTypeOr } from "../core/options.ts";
import { wrapHostData, wrapNumber } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import {
  dtypeOf,
  dtypes,
  isComplexDType,
  isInteger,
  isWide,
  type BigIntArray,
  type DType,
  type TypedArray,
} from "../core/types/dtype.ts";
import { castScalar, convertScalar, integerRange, type Complex, type ScalarValue } from "../core/types/scalar-value.ts";
import { shapesEqual } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** Numbers, bigints, booleans and arrays in nested lists, as deep as the array has axes. A complex number is an object of its parts. */
export type NestedArrays = ArrayLike | bigint | Complex | readonly NestedArrays[];

/** What {@link array} accepts. */
export type ArrayInput = NestedArrays | TypedArray | BigIntArray;

const typedArrays = [
  Float32Array,
  Float64Array,
  Int32Array,
  Uint32Array,
  Uint8Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  BigInt64Array,
  BigUint64Array,
];

/** The values of an array of JavaScript, bigints too; see `TypedArray`. */
function typedArray(value: unknown): TypedArray | null {
  return typedArrays.some((kind) => value instanceof kind) ? (value as TypedArray) : null;
}

/** A list as such; `Array.isArray` forgets the element type of read-only lists. */
function isList(value: ArrayInput): value is readonly NestedArrays[] {
  return Array.isArray(value);
}

function fromTypedArray(values: TypedArray, dtype: DType | undefined): NDArray {
  const own = dtypeOf(values);
  const resolved = dtype ?? own;
  const data = dtypes[resolved].allocate(values.length);
  if (resolved === own) data.set(values);
  else {
    values.forEach((value, index) => {
      writeElement(data, index, convertScalar(value, own, resolved));
    });
  }
  return wrapHostData(data, abstractArray([values.length], resolved));
}

/** A JavaScript number as an element of a dtype. Integers lose no more than a fraction: what they cannot hold is an error. */
function element(
  operation: string,
  value: number | bigint | Complex,
  dtype: DType,
  place: number | null = null,
): ScalarValue {
  if (isComplexDType(dtype) || dtype === "bool") return castScalar(value, dtype);
  if (typeof value === "object") {
    throw new UsageError({
      operation,
      received: `the complex number ${describeComplex(value)}${place === null ? "" : ` at place ${place}`} for ${dtype}`,
      expected: "real numbers",
      remedy: 'give the real parts alone, or make the array with dtype "complex64"',
    });
  }
  if (isInteger(dtype)) {
    const { min, max } = isWide(dtype) || typeof value === "bigint" ? integerRange(dtype) : dtypes[dtype];
    const whole = typeof value === "bigint" ? value : Math.trunc(value);
    if (!(whole >= min && whole <= max)) {
      throw new UsageError({
        operation,
        received: `the number ${value}${place === null ? "" : ` at place ${place}`} for an ${dtype}`,
        expected: `a number from ${min} to ${max}`,
        remedy:
          "make the array with another dtype, and convert it with astype, which takes the nearest number that fits",
      });
    }
  }
  return castScalar(value, dtype);
}

/** True when an array is among the elements. */
function holdsArray(list: NestedArrays): boolean {
  return isList(list) ? list.some(holdsArray) : isNDArray(list);
}

const describeComplex = ({ re, im }: Complex): string => `{ re: ${re}, im: ${im} }`;

/** What lists become: of booleans or of bigints alone, with complex numbers, and all others. */
function dtypeOfValues(values: FlatList["values"]): DType {
  if (values.some(isComplexNumber)) return "complex64";
  const kind = typeof values[0];
  if (kind === "undefined" || kind === "number" || values.some((value) => typeof value !== kind)) return "float32";
  return kind === "boolean" ? "bool" : "int64";
}

const inLists = "numbers, booleans or arrays";

function fromList(list: readonly NestedArrays[], dtype: DType | undefined): NDArray {
  if (holdsArray(list)) return stacked(list, dtype);
  const { shape, values } = readNestedList("array", list, inLists);
  const resolved = dtype ?? dtypeOfValues(values);
  const data = dtypes[resolved].allocate(values.length);
  values.forEach((value, index) => {
    writeElement(data, index, element("array", typeof value === "boolean" ? Number(value) : value, resolved, index));
  });
  return wrapHostData(data, abstractArray(shape, resolved));
}

/** A list with arrays in it as one array, whose first axis is the list. */
function stacked(list: readonly NestedArrays[], dtype: DType | undefined): NDArray {
  const elements = Array.from(list, (entry) =>
    isList(entry)
      ? fromList(entry, dtype)
      : dtype === undefined && typeof entry !== "bigint" && !isComplexNumber(entry)
        ? entry
        : makeArray("array", entry, dtype),
  );
  const rows = promoteOperands("array", elements);
  const [first] = rows;
  const other = rows.findIndex(({ shape }) => !shapesEqual(shape, first!.shape));
  if (other >= 0) {
    throw new UsageError({
      operation: "array",
      received: `${rows[other]!.describe()} at [${other}] beside ${first!.describe()}`,
      expected: `lists of equal length and depth, of ${inLists}`,
      remedy: "make the shapes equal, for example by padding, or join the arrays with concatenate",
    });
  }
  const joined = lax.concatenate(
    rows.map((row) => lax.expandDims(row, [0])),
    0,
  );
  return convert(joined, dtype ?? joined.dtype);
}

/** Options of {@link array}. */
export interface ArrayOptions extends DTypeOption {
  /** How many axes the array has at least: axes of length 1 are put in front; default 0. */
  readonly ndmin?: number;
}

const arrayReaders: OptionReaders<ArrayOptions> = { ...dtypeReader, ndmin: integerOption(0) };

/**
 * A new array from nested lists, a typed array, a scalar or an array.
 *
 * Numbers become float32 (a number on its own a weak one), objects `{ re, im }` complex64, booleans bool, bigints int64; a typed
 * array keeps its type. Lists may contain arrays, which are stacked. Values are copied.
 *
 * @param values - what becomes the elements.
 * @param options - the dtype alone, or {@link ArrayOptions}.
 * @throws UsageError when lists differ in length or depth, or hold something else, with the place; for a number that an integer
 * dtype cannot hold.
 * @example
 * import { array } from "@proj/array";
 * array([[1, 2], [3, 4]]).shape; // → [2, 2]
 * array([1, 2], "int32").dtype; // → "int32"
 * array([1, 2], { ndmin: 2 }).shape; // → [1, 2]
 * array([{ re: 1, im: 2 }, 3]); // → [1+2j, 3+0j]
 */
export function array(values: ArrayInput, options?: DTypeOr<ArrayOptions>): NDArray {
  const { dtype, ndmin = 0 } = readDTypeOptions<ArrayOptions>("array", options, arrayReaders);
  const made = makeArray("array", values, dtype);
  return made.ndim >= ndmin
    ? made
    : lax.reshape(made, [...new Array<number>(ndmin - made.ndim).fill(1), ...made.shape]);
}

function makeArray(operation: string, values: ArrayInput, dtype: DType | undefined): NDArray {
  const typed = typedArray(values);
  if (typed !== null) return fromTypedArray(typed, dtype);
  if (isList(values)) return fromList(values, dtype);
  if (ArrayBuffer.isView(values)) {
    throw new UsageError({
      operation,
      received: describeValue(values),
      expected: `one of ${typedArrays.map(({ name }) => name).join(", ")}`,
      remedy: "convert it first, for example with Int32Array.from(values, Number)",
    });
  }
  if (typeof values === "bigint") {
    const resolved = dtype ?? "int64";
    return scalar(element(operation, values, resolved), resolved);
  }
  if (isComplexNumber(values)) return scalar(element(operation, values, dtype ?? "complex64"), dtype ?? "complex64");
  // An array of a number is one of floats, also beside integers.
  if (dtype === undefined) return typeof values === "number" ? wrapNumber(values, false) : toArray(values, operation);
  if (typeof values === "number") return scalar(element(operation, values, dtype), dtype);
  return convert(toArray(values, operation), dtype);
}

/**
 * The value as an array: an array stays what it is, everything else goes through {@link array}; a number on its own
 * becomes a weakly typed scalar.
 *
 * @param options - the dtype; default as it is.
 * @example
 * import { array, asarray } from "@proj/array";
 * const x = array([1, 2]);
 * asarray(x) === x; // → true
 */
export function asarray(values: ArrayInput, options?: DTypeOr<DTypeOption>): NDArray {
  const { dtype } = readDTypeOptions("asarray", options, dtypeReader);
  return makeArray("asarray", values, dtype);
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
  return toArray(x, "copy").copy();
}

/**
 * The array with another dtype: floats lose their fraction on the way to integers, what is not 0 is true.
 *
 * @throws UsageError for a dtype that does not exist.
 * @example
 * import { array, astype } from "@proj/array";
 * astype(array([1.7, -1.7]), "int32"); // → [1, -1]
 */
export function astype(x: ArrayLike, dtype: DType): NDArray {
  return convert(toArray(x, "astype"), readArgument("astype", "dtype", dtype, dtypeOption));
}
