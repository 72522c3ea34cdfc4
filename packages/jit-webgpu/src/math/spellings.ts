import type { DType, RealDType } from "@proj/array";
import type { KernelBuilder } from "../codegen/wgsl/kernel-builder.ts";

/** Why a function has no spelling for a dtype. */
export interface Refusal {
  readonly unsupported: string;
}

/** A function of one scalar in WGSL, from the expression of its argument. */
export type UnarySpelling = (x: string, kernel: KernelBuilder) => string;
/** A function of two scalars in WGSL. */
export type BinarySpelling = (x: string, y: string, kernel: KernelBuilder) => string;

/** The spelling for each dtype of the operands. */
export type Spellings<S> = { readonly [D in DType]: S | Refusal };

const float16: Refusal = { unsupported: "halves are converted to float32 first" };
const float64: Refusal = { unsupported: "WGSL has no 64-bit floats" };
const pair: Refusal = { unsupported: "complex numbers are pairs of real ones first" };
const undefinedHere: Refusal = { unsupported: "the function is not defined for this dtype" };

/** A row of a table from the spellings that there are; every other dtype is outside the function's domain, or not computed with. */
export function spellings<S>(some: { readonly [D in Exclude<RealDType, "float16" | "float64">]?: S }): Spellings<S> {
  const { bool = undefinedHere, int32 = undefinedHere, uint32 = undefinedHere, float32 = undefinedHere } = some;
  return { bool, int32, uint32, float16, float32, float64, complex64: pair, complex128: pair };
}
