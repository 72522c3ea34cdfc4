import { complexDType, dtypes, isComplexDType, isFloat, partDType, type DType } from "./dtype.ts";

/** A dtype and whether it is weak, which is what promotion looks at. */
export interface PromotableType {
  readonly dtype: DType;
  readonly weakType: boolean;
}

const kindOrder = { bool: 0, int: 1, float: 2, complex: 3 } as const;

/**
 * The join of two dtypes on JAX's promotion lattice, restricted to the dtypes that exist here.
 *
 * - The higher kind wins (bool, int, float, complex), and stays weak if it was: `int32 ∨ weak float32 = weak float32`.
 * - Complex numbers beside floats get their precision: `complex64 ∨ float64 = complex128`.
 * - Within a kind a weak dtype gives way: `float64 ∨ weak float32 = float64`.
 * - `int32 ∨ uint32` is `int32` (JAX's `int64` with 64-bit integers off); of two floats the one with more bits wins.
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
  if (dtypes[a.dtype].kind === "int") return { dtype: "int32", weakType: a.weakType };
  return dtypes[a.dtype].bytes > dtypes[b.dtype].bytes ? a : b;
}

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

/** What a number is on its own. */
const aloneType: PromotableType = { dtype: "float32", weakType: true };

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
