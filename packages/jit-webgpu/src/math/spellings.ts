import type { DType } from "@proj/array";
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

const stored: Refusal = { unsupported: "what is stored only is converted to 32 bits first" };
const pair: Refusal = { unsupported: "complex numbers are pairs of real ones first" };
const wide: Refusal = { unsupported: "WGSL has no numbers of 64 bits" };

/** The dtypes for which no function has a spelling, and why. */
const neverSpelled = {
  int8: stored,
  int16: stored,
  int64: wide,
  uint8: stored,
  uint16: stored,
  uint64: wide,
  bfloat16: stored,
  float16: stored,
  float64: wide,
  complex64: pair,
  complex128: pair,
} satisfies { readonly [D in DType]?: Refusal };

const undefinedHere: Refusal = { unsupported: "the function is not defined for this dtype" };

/** A row of a table from the spellings that there are; every other dtype is outside the function's domain, or not computed with. */
export function spellings<S>(some: { readonly [D in Exclude<DType, keyof typeof neverSpelled>]?: S }): Spellings<S> {
  const { bool = undefinedHere, int32 = undefinedHere, uint32 = undefinedHere, float32 = undefinedHere } = some;
  return { ...neverSpelled, bool, int32, uint32, float32 };
}
