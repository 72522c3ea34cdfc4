import type { BinaryName, FloatName, UnaryName } from "@proj/array/core";
import { exactBinary, exactUnary, type Accuracy } from "@proj/jit/core";

/** The accuracy of functions of one float. Subnormal results are held to the unit of the subnormal numbers. */
export const unaryAccuracy = {
  ...exactUnary,
  exp: { ulp: 1.5 },
  exp2: { ulp: 1.5 },
  expm1: { ulp: 2 },
  log: { ulp: 1.5 },
  log1p: { ulp: 1.5 },
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
} as const satisfies { readonly [N in UnaryName & FloatName]: Accuracy };

/** The accuracy of functions of two floats. */
export const binaryAccuracy = {
  ...exactBinary,
  pow: { ulp: 1 },
  atan2: { ulp: 3 },
} as const satisfies { readonly [N in BinaryName & FloatName]: Accuracy };
