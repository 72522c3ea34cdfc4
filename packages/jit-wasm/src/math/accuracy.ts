import type { BinaryName, UnaryName } from "@proj/array/core";

/** How far a function of single-precision floats is from the true value at most. */
export interface Accuracy {
  /**
   * Units in the last place of the result, with fused multiply-add and without. Subnormal results are held to the unit of the
   * subnormal numbers.
   */
  readonly ulp: number;
  /** The magnitude below which results are only absolutely accurate; 0 if absent. */
  readonly flushes?: number;
}

/** The accuracy of functions of one float. */
export const unaryAccuracy = {
  neg: { ulp: 0 },
  sign: { ulp: 0 },
  abs: { ulp: 0 },
  floor: { ulp: 0 },
  ceil: { ulp: 0 },
  round: { ulp: 0 },
  exp: { ulp: 1.5 },
  exp2: { ulp: 1.5 },
  expm1: { ulp: 2 },
  log: { ulp: 1.5 },
  log1p: { ulp: 1.5 },
  sqrt: { ulp: 0.5 },
  rsqrt: { ulp: 1.5 },
  cbrt: { ulp: 1.5 },
  logistic: { ulp: 3 },
  sin: { ulp: 1.5 },
  cos: { ulp: 1.5 },
  tan: { ulp: 3 },
  asin: { ulp: 2.5 },
  acos: { ulp: 2 },
  atan: { ulp: 2.5 },
  sinh: { ulp: 2.5 },
  cosh: { ulp: 2 },
  tanh: { ulp: 5 },
  asinh: { ulp: 3.5 },
  acosh: { ulp: 3.5 },
  atanh: { ulp: 3.5 },
  erf: { ulp: 5 },
  erfc: { ulp: 5 },
  /** Of the reference in single precision, which is itself up to 64 units off near ±1. */
  erfInv: { ulp: 0 },
  isFinite: { ulp: 0 },
  stopGradient: { ulp: 0 },
  optimizationBarrier: { ulp: 0 },
} as const satisfies { readonly [N in Exclude<UnaryName, "not">]: Accuracy };

type BitFunction = "and" | "or" | "xor" | "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic";

/** The accuracy of functions of two floats. */
export const binaryAccuracy = {
  add: { ulp: 0.5 },
  sub: { ulp: 0.5 },
  mul: { ulp: 0.5 },
  div: { ulp: 0.5 },
  rem: { ulp: 0 },
  pow: { ulp: 1 },
  max: { ulp: 0 },
  min: { ulp: 0 },
  atan2: { ulp: 3 },
  nextAfter: { ulp: 0 },
  eq: { ulp: 0 },
  ne: { ulp: 0 },
  lt: { ulp: 0 },
  le: { ulp: 0 },
  gt: { ulp: 0 },
  ge: { ulp: 0 },
} as const satisfies { readonly [N in Exclude<BinaryName, BitFunction>]: Accuracy };
