import { describeValue, readArgument, UsageError } from "@proj/tree/core";
import { promotedType, toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption, dtypeOption } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { dtypes, type DType } from "../core/types/dtype.ts";
import { normalizeAxis, type Shape } from "../core/types/shape.ts";

/** The kinds of dtypes of the array API standard. */
export type DTypeKind =
  "bool" | "signed integer" | "unsigned integer" | "integral" | "real floating" | "complex floating" | "numeric";

/** The families of dtypes in NumPy's hierarchy. */
export type DTypeFamily =
  "generic" | "number" | "integer" | "signedinteger" | "unsignedinteger" | "inexact" | "floating" | "complexfloating";

const isUnsigned = (dtype: DType): boolean => dtypes[dtype].kind === "int" && dtypes[dtype].min === 0;

const kinds: { readonly [K in DTypeKind]: (dtype: DType) => boolean } = {
  bool: (dtype) => dtype === "bool",
  "signed integer": (dtype) => dtypes[dtype].kind === "int" && !isUnsigned(dtype),
  "unsigned integer": isUnsigned,
  integral: (dtype) => dtypes[dtype].kind === "int",
  "real floating": (dtype) => dtypes[dtype].kind === "float",
  "complex floating": (dtype) => dtypes[dtype].kind === "complex",
  numeric: (dtype) => dtype !== "bool",
};

const families: { readonly [F in DTypeFamily]: (dtype: DType) => boolean } = {
  generic: () => true,
  number: kinds.numeric,
  integer: kinds.integral,
  signedinteger: kinds["signed integer"],
  unsignedinteger: kinds["unsigned integer"],
  inexact: (dtype) => kinds["real floating"](dtype) || kinds["complex floating"](dtype),
  floating: kinds["real floating"],
  complexfloating: kinds["complex floating"],
};

/**
 * Whether a dtype is of a kind of the array API standard, or one of several.
 *
 * @param kind - a kind such as `"integral"` or `"real floating"`, a dtype, or a list of them.
 * @throws UsageError for dtypes and kinds that do not exist.
 * @example
 * import { isdtype } from "@proj/array";
 * isdtype("int32", "integral"); // → true
 * isdtype("int32", ["bool", "float32"]); // → false
 */
export function isdtype(dtype: DType, kind: DTypeKind | DType | readonly (DTypeKind | DType)[]): boolean {
  const own = readArgument("isdtype", "dtype", dtype, dtypeOption);
  const list = [kind].flat() as readonly (DTypeKind | DType)[];
  return Array.from(list, (one) => {
    if (Object.hasOwn(kinds, one)) return kinds[one as DTypeKind](own);
    return readArgument("isdtype", "kind", one, dtypeOption) === own;
  }).includes(true);
}

/**
 * Whether a dtype belongs to a family of NumPy's hierarchy, or is another dtype.
 *
 * @param family - a family such as `"floating"` or `"integer"`, or a dtype.
 * @throws UsageError for dtypes and families that do not exist.
 * @example
 * import { issubdtype } from "@proj/array";
 * issubdtype("float32", "inexact"); // → true
 */
export function issubdtype(dtype: DType, family: DTypeFamily | DType): boolean {
  const own = readArgument("issubdtype", "dtype", dtype, dtypeOption);
  if (Object.hasOwn(families, family)) return families[family as DTypeFamily](own);
  return readArgument("issubdtype", "family", family, dtypeOption) === own;
}

/** How far {@link canCast} may go: `"safe"` loses nothing, `"same_kind"` digits at most, `"unsafe"` anything. */
export type Casting = "no" | "equiv" | "safe" | "same_kind" | "unsafe";

/** The place of each kind among the others: conversion goes upwards. */
const ranks = { bool: 0, int: 1, float: 2, complex: 3 } as const;

/** How many digits of an integer a dtype holds, in bits. */
function integerBits(dtype: DType): number {
  const { kind, bytes } = dtypes[dtype];
  if (kind === "bool") return 1;
  if (kind === "int") return isUnsigned(dtype) ? 8 * bytes : 8 * bytes - 1;
  const part = kind === "complex" ? bytes / 2 : bytes;
  return dtype === "bfloat16" ? 8 : part === 2 ? 11 : part === 4 ? 24 : 53;
}

function isSafe(from: DType, to: DType): boolean {
  const [a, b] = [dtypes[from], dtypes[to]];
  if (ranks[a.kind] > ranks[b.kind]) return false;
  if (b.kind === "int") return (a.kind === "bool" || a.min === 0 || b.min < 0) && integerBits(from) <= integerBits(to);
  if (a.kind === "bool") return true;
  // Integers of 64 bits count as fitting into double precision, as in NumPy.
  if (a.kind === "int") return integerBits(from) <= integerBits(to) || (a.bytes === 8 && integerBits(to) === 53);
  const exponent = (dtype: DType): number => Math.log2(dtypes[dtype].max);
  return integerBits(from) <= integerBits(to) && exponent(from) <= exponent(to);
}

/**
 * Whether a dtype may be converted into another one.
 *
 * @param from - a dtype, or an array that has it.
 * @param casting - how far it may go; default `"safe"`.
 * @throws UsageError for dtypes that do not exist.
 * @example
 * import { canCast } from "@proj/array";
 * canCast("int32", "float64"); // → true
 * canCast("float32", "int32"); // → false
 */
export function canCast(from: DType | ArrayLike, to: DType, casting: Casting = "safe"): boolean {
  const own =
    typeof from === "string"
      ? readArgument("canCast", "from", from, dtypeOption)
      : promotedType("canCast", [from]).dtype;
  const target = readArgument("canCast", "to", to, dtypeOption);
  switch (casting) {
    case "no":
    case "equiv":
      return own === target;
    case "safe":
      return own === target || isSafe(own, target);
    case "same_kind":
      return ranks[dtypes[own].kind] <= ranks[dtypes[target].kind] && !losesSigns(own, target);
    case "unsafe":
      return true;
  }
  throw new UsageError({
    operation: "canCast",
    received: `casting: ${describeValue(casting)}`,
    expected: '"no", "equiv", "safe", "same_kind" or "unsafe"',
    remedy: 'leave it out for "safe"',
  });
}

/** Negative numbers have no place among unsigned integers. */
const losesSigns = (from: DType, to: DType): boolean =>
  isUnsigned(to) && dtypes[from].kind === "int" && !isUnsigned(from);

/**
 * Whether a value is a scalar: a number, a boolean, a text, or an array without axes.
 *
 * @example
 * import { array, isscalar } from "@proj/array";
 * [isscalar(3), isscalar(array([3]))]; // → [true, false]
 */
export function isscalar(value: unknown): boolean {
  if (isNDArray(value)) return value.ndim === 0;
  return ["number", "boolean", "string", "bigint"].includes(typeof value);
}

/**
 * Whether one can go through the elements of a value: a list, a text, a map, or an array with axes.
 *
 * @example
 * import { array, iterable } from "@proj/array";
 * [iterable(array([3])), iterable(3)]; // → [true, false]
 */
export function iterable(value: unknown): boolean {
  if (isNDArray(value)) return value.ndim > 0;
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/**
 * The number of axes.
 *
 * @example
 * import { array, ndim } from "@proj/array";
 * ndim(array([[1, 2]])); // → 2
 */
export function ndim(x: ArrayLike): number {
  return toArray(x, "ndim").ndim;
}

/**
 * The lengths of the axes.
 *
 * @example
 * import { array, shape } from "@proj/array";
 * shape(array([[1, 2]])); // → [1, 2]
 */
export function shape(x: ArrayLike): Shape {
  return toArray(x, "shape").shape;
}

/**
 * The number of elements, or the length of an axis.
 *
 * @param axis - whose length; default the number of all elements.
 * @throws UsageError for an axis that the array lacks.
 * @example
 * import { array, size } from "@proj/array";
 * size(array([[1, 2]])); // → 2
 */
export function size(x: ArrayLike, axis?: number | null): number {
  const array = toArray(x, "size");
  if (axis === undefined || axis === null) return array.size;
  const place = readArgument("size", "axis", axis, axisOption);
  return array.shape[normalizeAxis(place, array.ndim, "size")]!;
}
