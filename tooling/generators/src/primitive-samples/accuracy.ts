import type { BinaryName, FloatName, UnaryName } from "@proj/array/core";

/** How far a function of single-precision floats is from the true value at most. */
export interface Accuracy {
  /** Units in the last place of the result, with fused multiply-add and without; ½ means that the nearest number is given. */
  readonly ulp: number;
  /** The magnitude below which results are only absolutely accurate, if there is one. */
  readonly flushes?: number;
}

/**
 * The targets that compute functions themselves. On WebGPU errors are those of hardware that divides and takes roots exactly; WGSL allows it
 * 2.5 units for each of those, and this many more may come to functions that divide. Subnormal numbers may count as zero there,
 * as arguments and as results; on WebAssembly subnormal results are held to the unit of the subnormal numbers.
 */
type Target = "wasm" | "webgpu";

/** The units in the last place on every target, or what each target states. */
type Row = number | { readonly [T in Target]: Accuracy };

/** The functions of one float. */
export const unaryAccuracy: { readonly [N in UnaryName & FloatName]: Row } = {
  neg: 0,
  sign: 0,
  abs: 0,
  floor: 0,
  ceil: 0,
  round: 0,
  sqrt: 0.5,
  isFinite: 0,
  stopGradient: 0,
  optimizationBarrier: 0,
  exp: 1.5,
  exp2: 1.5,
  expm1: { wasm: { ulp: 2 }, webgpu: { ulp: 2, flushes: 2.4e-38 } },
  log: 1.5,
  log1p: 1.5,
  rsqrt: 1.5,
  cbrt: 1.5,
  logistic: 3,
  sin: { wasm: { ulp: 1.5 }, webgpu: { ulp: 2 } },
  cos: { wasm: { ulp: 1.5 }, webgpu: { ulp: 2 } },
  tan: { wasm: { ulp: 3 }, webgpu: { ulp: 3.5 } },
  asin: { wasm: { ulp: 2.5 }, webgpu: { ulp: 3 } },
  acos: 2,
  atan: { wasm: { ulp: 2.5 }, webgpu: { ulp: 3 } },
  sinh: 2.5,
  cosh: 2,
  tanh: { wasm: { ulp: 5 }, webgpu: { ulp: 7 } },
  asinh: 3.5,
  acosh: 3.5,
  atanh: 3.5,
  erf: { wasm: { ulp: 5 }, webgpu: { ulp: 7 } },
  erfc: 5,
  /** Of the reference in single precision, which is itself up to 64 units off near ±1. */
  erfInv: 0,
};

/** The functions of two floats. */
export const binaryAccuracy: { readonly [N in BinaryName & FloatName]: Row } = {
  add: 0.5,
  sub: 0.5,
  mul: 0.5,
  div: 0.5,
  rem: 0,
  max: 0,
  min: 0,
  nextAfter: 0,
  eq: 0,
  ne: 0,
  lt: 0,
  le: 0,
  gt: 0,
  ge: 0,
  pow: { wasm: { ulp: 1 }, webgpu: { ulp: 1.5 } },
  atan2: 3,
};

/** What a target states of a function of floats. */
export function accuracyOf(name: keyof typeof unaryAccuracy | keyof typeof binaryAccuracy, target: Target): Accuracy {
  const row = { ...unaryAccuracy, ...binaryAccuracy }[name];
  return typeof row === "number" ? { ulp: row } : row[target];
}

/** Units in the last place of functions that `jit-wasm` computes of doubles in vectors. */
export const float64Accuracy = {
  exp: 1.5,
  exp2: 1.5,
  expm1: 1.5,
  log: 1,
  log1p: 1.5,
  logistic: 2,
  sin: 1.5,
  cos: 1.5,
  tan: 2.5,
  sinh: 2,
  cosh: 1.5,
  tanh: 2.5,
} as const satisfies { readonly [N in UnaryName & FloatName]?: number };
