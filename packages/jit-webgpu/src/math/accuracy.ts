import type { BinaryName, FloatName, UnaryName } from "@proj/array/core";
import { exactBinary, exactUnary, type Accuracy } from "@proj/jit/core";

/**
 * The accuracy of functions of one float, on hardware that divides and takes roots exactly; WGSL allows it 2.5 units for each of
 * those, and this many more may come to those that divide. Subnormal numbers may count as zero, as arguments and as results.
 */
export const unaryAccuracy = {
  ...exactUnary,
  exp: { ulp: 1.5 },
  exp2: { ulp: 1.5 },
  expm1: { ulp: 2, flushes: 2.4e-38 },
  log: { ulp: 1.5 },
  log1p: { ulp: 1.5 },
  rsqrt: { ulp: 1.5 },
  cbrt: { ulp: 1.5 },
  logistic: { ulp: 3 },
  sin: { ulp: 2 },
  cos: { ulp: 2 },
  tan: { ulp: 3.5 },
  asin: { ulp: 3 },
  acos: { ulp: 2 },
  atan: { ulp: 3 },
  sinh: { ulp: 2.5 },
  cosh: { ulp: 2 },
  tanh: { ulp: 7 },
  asinh: { ulp: 3.5 },
  acosh: { ulp: 3.5 },
  atanh: { ulp: 3.5 },
  erf: { ulp: 7 },
  erfc: { ulp: 5 },
} as const satisfies { readonly [N in UnaryName & FloatName]: Accuracy };

/** The accuracy of functions of two floats, on the same terms. */
export const binaryAccuracy = {
  ...exactBinary,
  pow: { ulp: 1.5 },
  atan2: { ulp: 3 },
} as const satisfies { readonly [N in BinaryName & FloatName]: Accuracy };
