import { dtypes, type DType, type FloatDType } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import { promotedType, type ArrayLike } from "../core/operands.ts";
import { joinTypes } from "../core/types/promotion.ts";

/**
 * The dtype of an operation on arrays of two dtypes.
 *
 * @example
 * import { promoteTypes } from "@proj/array";
 * promoteTypes("int32", "float32"); // → "float32"
 */
export function promoteTypes(a: DType, b: DType): DType {
  return joinTypes({ dtype: a, weakType: false }, { dtype: b, weakType: false }).dtype;
}

/**
 * The dtype of an operation on these values: numbers and other weakly typed scalars give way to arrays.
 *
 * @throws UsageError without values.
 * @example
 * import { array, resultType } from "@proj/array";
 * resultType(array([1, 2], { dtype: "int32" }), 3); // → "int32"
 * resultType(array([1, 2], { dtype: "int32" }), 0.5); // → "float32"
 */
export function resultType(...values: readonly ArrayLike[]): DType {
  if (values.length > 0) return promotedType("resultType", values).dtype;
  throw new UsageError({
    operation: "resultType",
    received: "no values",
    expected: "at least one array or number",
    remedy: "pass the operands of the operation",
  });
}

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
 * @example
 * import { finfo } from "@proj/array";
 * finfo("float32").eps === 2 ** -23; // → true
 */
export function finfo(dtype: FloatDType): FloatInfo {
  const { bytes, min, max } = dtypes[dtype];
  const [digits, exponent] = ({ float16: [10, -14], float32: [23, -126], float64: [52, -1022] } as const)[dtype];
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

/** The limits of an integer dtype. */
export interface IntegerInfo {
  readonly dtype: "int32" | "uint32";
  readonly bits: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The limits of an integer dtype.
 *
 * @example
 * import { iinfo } from "@proj/array";
 * iinfo("int32").max; // → 2147483647
 */
export function iinfo(dtype: "int32" | "uint32"): IntegerInfo {
  const { bytes, min, max } = dtypes[dtype];
  return { dtype, bits: 8 * bytes, min, max };
}
