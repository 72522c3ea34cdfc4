import { defect } from "@proj/tree/core";
import { roundHalfEven } from "../types/round-half-even.ts";
import type { DType } from "../types/dtype.ts";
import type { Complex, ScalarValue } from "../types/scalar-value.ts";

/** Which dtypes a scalar function takes. */
export type Domain = "float" | "part" | "complex" | "inexact" | "real" | "number" | "bits" | "ordered" | "any";

const floats = ["bfloat16", "float16", "float32", "float64"] as const;
const complexes = ["complex64", "complex128"] as const;
const integers = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"] as const;

/** Which dtypes each {@link Domain} contains. */
export const domains: { readonly [D in Domain]: readonly DType[] } = {
  float: floats,
  part: ["float32", "float64"],
  complex: complexes,
  inexact: [...floats, ...complexes],
  real: [...integers, ...floats],
  number: [...integers, ...floats, ...complexes],
  bits: ["bool", ...integers],
  ordered: ["bool", ...integers, ...floats],
  any: ["bool", ...integers, ...floats, ...complexes],
};

/** A function of one scalar, from which its primitive's shape rule, evaluation, batching and printing follow. */
export interface UnaryFunction {
  /** The value for an element of `dtype`; it is then rounded or wrapped to the result's dtype. */
  readonly evaluate: (x: number, dtype: DType) => number;
  /** The value for a 64-bit integer; null if it takes none. */
  readonly bigint: ((x: bigint) => ScalarValue) | null;
  /** The value for a complex number; null if it takes none. */
  readonly complex: ((x: Complex) => ScalarValue) | null;
  readonly domain: Domain;
  /** `same`: the operand's dtype; `part`: that of its parts, if it is complex; `bool`: a predicate. */
  readonly result: "same" | "part" | "bool";
  /** Its cost in additions, of which the order of magnitude matters: what is cheap is computed again rather than kept. */
  readonly cost: number;
}

/** A function whose result has the operand's dtype. */
function operation<D extends Domain>(
  domain: D,
  evaluate: UnaryFunction["evaluate"],
  { cost = 1, bigint = null, complex = null }: Partial<UnaryFunction> = {},
): UnaryFunction & { readonly domain: D } {
  return { evaluate, bigint, complex, domain, result: "same", cost };
}

const float = (evaluate: (x: number) => number, cost: number): UnaryFunction & { readonly domain: "float" } =>
  operation("float", evaluate, { cost });

const inexact = (evaluate: (x: number) => number, cost: number): UnaryFunction & { readonly domain: "inexact" } =>
  operation("inexact", evaluate, { cost });

/** The meaning of a function whose equations bring it along; see `forms/form.ts`. */
const brought = (): never => {
  throw defect("an equation without the form with which its function of lax applies it");
};

const identity = operation("any", (x) => x, { cost: 0, bigint: (x) => x, complex: (x) => x });

/** The functions of one scalar. A new row here asks for a derivative and for each target's spelling, by type errors. */
export const unaryFunctions = {
  neg: operation("number", (x) => -x, { bigint: (x) => -x, complex: ({ re, im }) => ({ re: -re, im: -im }) }),
  sign: operation("number", Math.sign, { cost: 2, bigint: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n) }),
  abs: {
    ...operation("number", Math.abs, { bigint: (x) => (x < 0n ? -x : x), complex: ({ re, im }) => Math.hypot(re, im) }),
    result: "part",
  },
  floor: float(Math.floor, 1),
  ceil: float(Math.ceil, 1),
  round: float(roundHalfEven, 1),
  exp: inexact(Math.exp, 12),
  exp2: inexact((x) => 2 ** x, 12),
  expm1: inexact(Math.expm1, 16),
  log: inexact(Math.log, 14),
  log1p: inexact(Math.log1p, 16),
  sqrt: inexact(Math.sqrt, 4),
  rsqrt: inexact((x) => 1 / Math.sqrt(x), 6),
  cbrt: float(Math.cbrt, 20),
  logistic: inexact((x) => 1 / (1 + Math.exp(-x)), 16),
  sin: inexact(Math.sin, 16),
  cos: inexact(Math.cos, 16),
  tan: inexact(Math.tan, 24),
  asin: inexact(Math.asin, 20),
  acos: inexact(Math.acos, 20),
  atan: inexact(Math.atan, 20),
  sinh: inexact(Math.sinh, 20),
  cosh: inexact(Math.cosh, 20),
  tanh: inexact(Math.tanh, 16),
  asinh: inexact(Math.asinh, 24),
  acosh: inexact(Math.acosh, 24),
  atanh: inexact(Math.atanh, 24),
  erf: float(brought, 18),
  erfc: float(brought, 24),
  erfInv: float(brought, 30),
  isFinite: { ...float((x) => (Number.isFinite(x) ? 1 : 0), 1), result: "bool" },
  not: operation("bits", (x, dtype) => (dtype === "bool" ? 1 - x : ~x), { bigint: (x) => ~x }),
  /** The identity, through which no derivative flows. */
  stopGradient: identity,
  /** The identity, across which no optimisation moves or merges computations: it keeps recomputation apart. */
  optimizationBarrier: identity,
} as const satisfies Record<string, UnaryFunction>;

/** The names of the functions of one scalar. */
export type UnaryName = keyof typeof unaryFunctions;

/** Every {@link UnaryName}. */
export const unaryNames = Object.keys(unaryFunctions) as readonly UnaryName[];

/** True for the names of functions of one scalar. */
export function isUnary(name: string): name is UnaryName {
  return Object.hasOwn(unaryFunctions, name);
}
