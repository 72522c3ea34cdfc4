import type { FloatName, UnaryName } from "@proj/array/core";
import { erf, erfc } from "./error-function.ts";
import { exp, exp2, expm1, logistic } from "./exponential.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
import { erfInv } from "./inverse-error-function.ts";
import { acos, asin, atan } from "./inverse-trigonometric.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { log, log1p } from "./logarithm.ts";
import { cbrt, rsqrt } from "./power.ts";
import { cos, sin, tan } from "./trigonometric.ts";

/** The functions of one number that no instruction computes, for vectors of single precision. */
export const vectorUnary = {
  exp,
  exp2,
  expm1,
  log,
  log1p,
  rsqrt,
  cbrt,
  logistic,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  erf,
  erfc,
  erfInv,
} as const satisfies { readonly [P in UnaryName & FloatName]?: (m: Lanes, x: Vector) => Vector };

/** True for functions of one number that no instruction computes. */
export function isLibraryUnary(name: UnaryName): name is keyof typeof vectorUnary {
  return Object.hasOwn(vectorUnary, name);
}
