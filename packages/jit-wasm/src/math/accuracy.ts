import type { Lanes, Vector } from "./lanes.ts";
import { exp, exp2, expm1, logistic } from "./exponential.ts";
import { log, log1p } from "./logarithm.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
import { cos, sin, tan } from "./trigonometric.ts";
import { acos, asin, atan, atan2 } from "./inverse-trigonometric.ts";
import { erf, erfc } from "./error-function.ts";
import { erfInv } from "./inverse-error-function.ts";
import { cbrt, pow, rsqrt } from "./power.ts";
import { nextAfter, rem } from "./remainder.ts";

/** A function of single-precision lanes and how far it is from the true value at most. */
export interface VectorRule<F> {
  readonly emit: F;
  /**
   * The largest error in units in the last place of the result, with fused multiply-add and without. Results below 2^(−126) are
   * held to the unit of the subnormal numbers, unless `flushes` says below which magnitude they are only absolutely accurate.
   */
  readonly ulp: number;
  readonly flushes?: number;
}

/** The functions of one vector that are polynomials here, with their accuracy. */
export const vectorUnary = {
  exp: { emit: exp, ulp: 1.5 },
  exp2: { emit: exp2, ulp: 1.5 },
  expm1: { emit: expm1, ulp: 2 },
  logistic: { emit: logistic, ulp: 3, flushes: 2e-38 },
  log: { emit: log, ulp: 1.5 },
  log1p: { emit: log1p, ulp: 1.5 },
  tanh: { emit: tanh, ulp: 5 },
  sinh: { emit: sinh, ulp: 2.5 },
  cosh: { emit: cosh, ulp: 2 },
  asinh: { emit: asinh, ulp: 3.5 },
  acosh: { emit: acosh, ulp: 3.5 },
  atanh: { emit: atanh, ulp: 3.5 },
  sin: { emit: sin, ulp: 1.5 },
  cos: { emit: cos, ulp: 1.5 },
  tan: { emit: tan, ulp: 3 },
  asin: { emit: asin, ulp: 2.5 },
  acos: { emit: acos, ulp: 2 },
  atan: { emit: atan, ulp: 2.5 },
  erf: { emit: erf, ulp: 5 },
  erfc: { emit: erfc, ulp: 5 },
  /** The formula's own error, which its reference shares; below 0.9 it is within 4. */
  erfInv: { emit: erfInv, ulp: 64 },
  cbrt: { emit: cbrt, ulp: 1.5 },
  rsqrt: { emit: rsqrt, ulp: 1.5 },
} as const satisfies Record<string, VectorRule<(m: Lanes, x: Vector) => Vector>>;

/** The functions of two vectors that are polynomials here, with their accuracy. */
export const vectorBinary = {
  pow: { emit: pow, ulp: 1 },
  atan2: { emit: atan2, ulp: 3 },
  rem: { emit: rem, ulp: 0 },
  nextAfter: { emit: nextAfter, ulp: 0 },
} as const satisfies Record<string, VectorRule<(m: Lanes, x: Vector, y: Vector) => Vector>>;
