import { erfInvSingle } from "./erf-inv-single.ts";
import { erf, erfc, erfInv } from "./error-function.ts";
import { roundHalfEven } from "./round-half-even.ts";
import type { DType } from "../types/dtype.ts";

/** Which dtypes a scalar function takes. */
export type Domain = "float" | "number" | "bits" | "any";

/** Which dtypes each {@link Domain} contains. */
export const domains: { readonly [D in Domain]: readonly DType[] } = {
  float: ["float16", "float32", "float64"],
  number: ["int32", "uint32", "float16", "float32", "float64"],
  bits: ["bool", "int32", "uint32"],
  any: ["bool", "int32", "uint32", "float16", "float32", "float64"],
};

/** A function of one scalar, from which its primitive's shape rule, evaluation, batching and printing follow. */
export interface UnaryFunction {
  /** The value for an element of `dtype`; it is then rounded or wrapped to the result's dtype. */
  readonly evaluate: (x: number, dtype: DType) => number;
  readonly domain: Domain;
  /** `same`: the operand's dtype; `bool`: a predicate. */
  readonly result: "same" | "bool";
}

const float = (evaluate: (x: number) => number): UnaryFunction => ({ evaluate, domain: "float", result: "same" });

/** The functions of one scalar. A new row here asks for a derivative and for each target's spelling, by type errors. */
export const unaryFunctions = {
  neg: { evaluate: (x) => -x, domain: "number", result: "same" },
  sign: { evaluate: Math.sign, domain: "number", result: "same" },
  abs: { evaluate: Math.abs, domain: "number", result: "same" },
  floor: float(Math.floor),
  ceil: float(Math.ceil),
  round: float(roundHalfEven),
  exp: float(Math.exp),
  exp2: float((x) => 2 ** x),
  expm1: float(Math.expm1),
  log: float(Math.log),
  log1p: float(Math.log1p),
  sqrt: float(Math.sqrt),
  rsqrt: float((x) => 1 / Math.sqrt(x)),
  cbrt: float(Math.cbrt),
  logistic: float((x) => 1 / (1 + Math.exp(-x))),
  sin: float(Math.sin),
  cos: float(Math.cos),
  tan: float(Math.tan),
  asin: float(Math.asin),
  acos: float(Math.acos),
  atan: float(Math.atan),
  sinh: float(Math.sinh),
  cosh: float(Math.cosh),
  tanh: float(Math.tanh),
  asinh: float(Math.asinh),
  acosh: float(Math.acosh),
  atanh: float(Math.atanh),
  erf: float(erf),
  erfc: float(erfc),
  /** In single precision it is XLA's, so that random numbers equal those of JAX. */
  erfInv: {
    evaluate: (x, dtype) => (dtype === "float64" ? erfInv(x) : erfInvSingle(x)),
    domain: "float",
    result: "same",
  },
  isFinite: { evaluate: (x) => (Number.isFinite(x) ? 1 : 0), domain: "float", result: "bool" },
  not: { evaluate: (x, dtype) => (dtype === "bool" ? 1 - x : ~x), domain: "bits", result: "same" },
  /** The identity, through which no derivative flows. */
  stopGradient: { evaluate: (x) => x, domain: "any", result: "same" },
  /** The identity, across which no optimisation moves or merges computations: it keeps recomputation apart. */
  optimizationBarrier: { evaluate: (x) => x, domain: "any", result: "same" },
} as const satisfies Record<string, UnaryFunction>;

/** The names of the functions of one scalar. */
export type UnaryName = keyof typeof unaryFunctions;
