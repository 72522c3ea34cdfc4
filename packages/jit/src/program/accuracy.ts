import type { BinaryName, FloatName, UnaryName } from "@proj/array/core";

/** How far a function of single-precision floats is from the true value at most. */
export interface Accuracy {
  /** Units in the last place of the result, with fused multiply-add and without; ½ means that the nearest number is given. */
  readonly ulp: number;
  /** The magnitude below which results are only absolutely accurate, if there is one. */
  readonly flushes?: number;
}

/** The functions of one float that every target computes exactly, or rounds correctly; and the one that is not to be better. */
export const exactUnary = {
  neg: { ulp: 0 },
  sign: { ulp: 0 },
  abs: { ulp: 0 },
  floor: { ulp: 0 },
  ceil: { ulp: 0 },
  round: { ulp: 0 },
  sqrt: { ulp: 0.5 },
  /** Of the reference in single precision, which is itself up to 64 units off near ±1. */
  erfInv: { ulp: 0 },
  isFinite: { ulp: 0 },
  stopGradient: { ulp: 0 },
  optimizationBarrier: { ulp: 0 },
} as const satisfies { readonly [N in UnaryName & FloatName]?: Accuracy };

/** The functions of two floats that every target computes exactly, or rounds correctly. */
export const exactBinary = {
  add: { ulp: 0.5 },
  sub: { ulp: 0.5 },
  mul: { ulp: 0.5 },
  div: { ulp: 0.5 },
  rem: { ulp: 0 },
  max: { ulp: 0 },
  min: { ulp: 0 },
  nextAfter: { ulp: 0 },
  eq: { ulp: 0 },
  ne: { ulp: 0 },
  lt: { ulp: 0 },
  le: { ulp: 0 },
  gt: { ulp: 0 },
  ge: { ulp: 0 },
} as const satisfies { readonly [N in BinaryName & FloatName]?: Accuracy };
