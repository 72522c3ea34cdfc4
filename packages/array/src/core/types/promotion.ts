import { complexDType, dtypes, isComplexDType, isFloat, isUnsigned, partDType, type DType } from "./dtype.ts";

/** A dtype and whether it is weak, which is what promotion looks at. */
export interface PromotableType {
  readonly dtype: DType;
  readonly weakType: boolean;
}

const kindOrder = { bool: 0, int: 1, float: 2, complex: 3 } as const;

/**
 * The join of two dtypes on JAX's promotion lattice, as it is where 64-bit dtypes exist and are not the default.
 *
 * - The higher kind wins (bool, int, float, complex), and stays weak if it was: `int32 ∨ weak float32 = weak float32`.
 * - Complex numbers beside floats get their precision: `complex64 ∨ float64 = complex128`.
 * - Within a kind a weak dtype gives way: `float64 ∨ weak float32 = float64`.
 * - Of two integers with or without a sign the one with more bits wins; `int8 ∨ uint8` is the signed one of twice as many bits as
 *   the unsigned one, `int32 ∨ uint32` is `int32`, and `int64 ∨ uint64`, which no integer dtype holds, a weak float.
 * - Of two floats the one with more bits wins; `float16 ∨ bfloat16` is `float32`.
 *
 * @example
 * import { joinTypes } from "@proj/array/core";
 * joinTypes({ dtype: "int32", weakType: false }, { dtype: "float32", weakType: true }).dtype; // → "float32"
 */
export function joinTypes(a: PromotableType, b: PromotableType): PromotableType {
  const order = kindOrder[dtypes[a.dtype].kind] - kindOrder[dtypes[b.dtype].kind];
  if (order !== 0) return order > 0 ? withPrecision(a, b) : withPrecision(b, a);
  if (a.weakType !== b.weakType) return a.weakType ? b : a;
  if (a.dtype === b.dtype) return a;
  const [{ bytes: aBytes }, { bytes: bBytes }] = [dtypes[a.dtype], dtypes[b.dtype]];
  const { weakType } = a;
  if (isComplexDType(a.dtype)) return aBytes > bBytes ? a : b;
  if (isFloat(a.dtype)) return aBytes === bBytes ? { dtype: "float32", weakType } : aBytes > bBytes ? a : b;
  if (isUnsigned(a.dtype) === isUnsigned(b.dtype)) return aBytes > bBytes ? a : b;
  const [unsigned, signed] = isUnsigned(a.dtype) ? [a, b] : [b, a];
  const { bytes } = dtypes[unsigned.dtype];
  if (dtypes[signed.dtype].bytes > bytes) return signed;
  if (bytes === 8) return aloneType;
  return { dtype: bytes === 1 ? "int16" : "int32", weakType };
}

/** What a number is on its own. */
const aloneType: PromotableType = { dtype: "float32", weakType: true };

/** A type of the higher kind beside one of a lower kind, whose precision complex numbers take over unless it is weak. */
function withPrecision(higher: PromotableType, lower: PromotableType): PromotableType {
  if (!isComplexDType(higher.dtype) || !isFloat(lower.dtype) || lower.weakType) return higher;
  if (higher.weakType) return { dtype: complexDType(lower.dtype), weakType: false };
  return lower.dtype === "float64" ? { dtype: "complex128", weakType: false } : higher;
}

/** What a JavaScript number is among arrays, as far as its type goes. */
export interface NumberKind {
  /** Whether it is an integer; asked only beside integers, where it matters. */
  readonly integral: boolean;
}

/**
 * How a JavaScript number takes part in promotion with arrays of type `other`: an integral number takes an integer array's
 * dtype, any other number is a weak float. (JavaScript writes 2 and 2.0 alike, so a number on its own is a float, and beside
 * integers it is what it can be without loss.)
 */
export function typeOfNumber(number: NumberKind, other: PromotableType | null): PromotableType {
  if (other === null) return aloneType;
  const { kind } = dtypes[other.dtype];
  if (kind === "complex") return { dtype: partDType(other.dtype), weakType: true };
  return kind === "float" || (kind === "int" && number.integral) ? { dtype: other.dtype, weakType: true } : aloneType;
}
