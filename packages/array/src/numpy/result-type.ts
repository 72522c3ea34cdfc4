import { choiceOption, readArgument, UsageError } from "@proj/tree/core";
import { promotedType, scalar, type ArrayLike } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import { dtypes, isWide, type DType, type FloatDType, type IntegerDType } from "../core/types/dtype.ts";
import { joinTypes } from "../core/types/promotion.ts";
import { integerRange } from "../core/types/scalar-value.ts";

/**
 * The dtype of an operation on arrays of two dtypes.
 *
 * @example
 * import { promoteTypes } from "@proj/array";
 * promoteTypes("int32", "float32"); // → "float32"
 */
export function promoteTypes(a: DType, b: DType): DType {
  const [first, second] = [a, b].map((dtype) => readArgument("promoteTypes", "dtype", dtype, dtypeOption));
  const { dtype, weakType } = joinTypes({ dtype: first!, weakType: false }, { dtype: second!, weakType: false });
  // What int64 and uint64 have in common is any float; on its own that is the largest.
  return weakType ? "float64" : dtype;
}

/**
 * The dtype of an operation on these values: numbers and other weakly typed scalars give way to arrays and dtypes.
 *
 * @param values - arrays, numbers, booleans and dtypes.
 * @throws UsageError without values, and for dtypes that do not exist.
 * @example
 * import { array, resultType } from "@proj/array";
 * resultType(array([1, 2], { dtype: "int32" }), 3); // → "int32"
 * resultType("int32", 0.5); // → "float32"
 */
export function resultType(...values: readonly (ArrayLike | DType)[]): DType {
  const operands = values.map((value) =>
    typeof value === "string" ? scalar(0, readArgument("resultType", "dtype", value, dtypeOption)) : value,
  );
  if (operands.length > 0) return promotedType("resultType", operands).dtype;
  throw new UsageError({
    operation: "resultType",
    received: "no values",
    expected: "at least one array, number or dtype",
    remedy: "pass the operands of the operation",
  });
}

/** How a float dtype divides its bits: digits behind the point, and the exponent of the smallest normal number. */
const floatFormats: { readonly [D in FloatDType]: { readonly digits: number; readonly exponent: number } } = {
  bfloat16: { digits: 7, exponent: -126 },
  float16: { digits: 10, exponent: -14 },
  float32: { digits: 23, exponent: -126 },
  float64: { digits: 52, exponent: -1022 },
};

const floatOption = choiceOption("bfloat16", "float16", "float32", "float64");
const integerDTypeOption = choiceOption("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64");

/** The limits of a float dtype. */
export interface FloatInfo {
  readonly dtype: FloatDType;
  readonly bits: number;
  /** The distance from 1 to the next larger number. */
  readonly eps: number;
  /** The most negative finite number. */
  readonly min: number;
  /** The largest finite number. */
  readonly max: number;
  /** The smallest positive number with full precision. */
  readonly smallestNormal: number;
  /** The smallest positive number. */
  readonly smallestSubnormal: number;
}

/**
 * The limits of a float dtype.
 *
 * @throws UsageError for dtypes of other kinds.
 * @example
 * import { finfo } from "@proj/array";
 * finfo("float32").eps === 2 ** -23; // → true
 */
export function finfo(dtype: FloatDType): FloatInfo {
  const { bytes, min, max } = dtypes[readArgument("finfo", "dtype", dtype, floatOption)];
  const { digits, exponent } = floatFormats[dtype];
  return {
    dtype,
    bits: 8 * bytes,
    eps: 2 ** -digits,
    min,
    max,
    smallestNormal: 2 ** exponent,
    smallestSubnormal: 2 ** (exponent - digits),
  };
}

/** The limits of an integer dtype; those of 64 bits are bigints. */
export interface IntegerInfo<Limit extends number | bigint = number> {
  readonly dtype: IntegerDType;
  readonly bits: number;
  readonly min: Limit;
  readonly max: Limit;
}

/**
 * The limits of an integer dtype: bigints for 64 bits, else numbers.
 *
 * @throws UsageError for dtypes of other kinds.
 * @example
 * import { iinfo } from "@proj/array";
 * iinfo("int32").max; // → 2147483647
 */
export function iinfo(dtype: "int64" | "uint64"): IntegerInfo<bigint>;
export function iinfo(dtype: Exclude<IntegerDType, "int64" | "uint64">): IntegerInfo;
export function iinfo(dtype: IntegerDType): IntegerInfo<number | bigint> {
  const known = readArgument("iinfo", "dtype", dtype, integerDTypeOption);
  const { bytes, min, max } = dtypes[known];
  return { dtype: known, bits: 8 * bytes, ...(isWide(known) ? integerRange(known) : { min, max }) };
}
