import {
  binaryNames,
  isComplexDType,
  isInexact,
  isUnsigned,
  partDType,
  tableOf,
  unaryNames,
  type BinaryName,
  type ElementwiseName,
  type UnaryName,
} from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Body, Direction, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { inSinglePrecision } from "../single-precision.ts";
import type { Type } from "../types.ts";

/** An operation of StableHLO or of CHLO by its name, or a comparison; or a formula, where neither has one. */
type Spelling<Operands extends readonly Value[]> =
  | string
  | { readonly chlo: string }
  | { readonly compare: Direction }
  | { readonly formula: (body: Body, operands: Operands, type: Type) => Value };

const power2 = (body: Body, [x]: readonly [Value]): Value =>
  body.same("power", [body.constant(2, x.dtype, x.shape), x]);

/** 1 for positive numbers and 0 for 0: unsigned ones have no other sign. */
const sign = (body: Body, [x]: readonly [Value], type: Type): Value =>
  isUnsigned(x.dtype) ? body.same("minimum", [x, body.constant(1, x.dtype, x.shape)]) : body.same("sign", [x], type);

const modulus = (body: Body, [x]: readonly [Value], type: Type): Value => {
  if (isUnsigned(x.dtype)) return x;
  return isComplexDType(x.dtype) ? body.op("abs", [x], type) : body.same("abs", [x]);
};

const identity = (_: Body, [x]: readonly [Value]): Value => x;

const unarySpellings: { readonly [P in UnaryName]: Spelling<readonly [Value]> } = {
  neg: "negate",
  sign: { formula: sign },
  abs: { formula: modulus },
  floor: "floor",
  ceil: "ceil",
  round: "round_nearest_even",
  exp: "exponential",
  exp2: { formula: power2 },
  expm1: "exponential_minus_one",
  log: "log",
  log1p: "log_plus_one",
  sqrt: "sqrt",
  rsqrt: "rsqrt",
  cbrt: "cbrt",
  logistic: "logistic",
  sin: "sine",
  cos: "cosine",
  tan: "tan",
  asin: { chlo: "asin" },
  acos: { chlo: "acos" },
  atan: { chlo: "atan" },
  sinh: { chlo: "sinh" },
  cosh: { chlo: "cosh" },
  tanh: "tanh",
  asinh: { chlo: "asinh" },
  acosh: { chlo: "acosh" },
  atanh: { chlo: "atanh" },
  erf: { chlo: "erf" },
  erfc: { chlo: "erfc" },
  erfInv: { chlo: "erf_inv" },
  isFinite: { formula: (body, [x], type) => body.op("is_finite", [x], type) },
  not: "not",
  stopGradient: { formula: identity },
  optimizationBarrier: { formula: (body, [x]) => body.same("optimization_barrier", [x]) },
};

/**
 * XLA ends the process where it divides integers by a zero that it knows, while it folds constants; so it divides by 1 there. Its
 * results for divisors that it does not know are kept: all bits are ones, and the remainder is all.
 */
function divided(body: Body, operation: "divide" | "remainder", x: Value, y: Value): Value {
  if (isInexact(x.dtype)) return body.same(operation, [x, y]);
  const zero = body.constant(0, x.dtype, x.shape);
  const isZero = body.compare("EQ", y, zero);
  const safe = body.select(isZero, body.constant(1, x.dtype, x.shape), y);
  const ofZero = operation === "remainder" ? x : body.same("not", [zero]);
  return body.select(isZero, ofZero, body.same(operation, [x, safe]));
}

const binarySpellings: { readonly [P in BinaryName]: Spelling<readonly [Value, Value]> } = {
  add: "add",
  sub: "subtract",
  mul: "multiply",
  div: { formula: (body, [x, y]) => divided(body, "divide", x, y) },
  rem: { formula: (body, [x, y]) => divided(body, "remainder", x, y) },
  pow: "power",
  max: "maximum",
  min: "minimum",
  atan2: "atan2",
  nextAfter: { chlo: "next_after" },
  and: "and",
  or: "or",
  xor: "xor",
  shiftLeft: "shift_left",
  shiftRightLogical: "shift_right_logical",
  shiftRightArithmetic: "shift_right_arithmetic",
  eq: { compare: "EQ" },
  ne: { compare: "NE" },
  lt: { compare: "LT" },
  le: { compare: "LE" },
  gt: { compare: "GT" },
  ge: { compare: "GE" },
};

function spell<Operands extends readonly Value[]>(
  body: Body,
  spelling: Spelling<Operands>,
  operands: Operands,
  type: Type,
): Value {
  if (typeof spelling === "string") return body.same(spelling, operands, type);
  if ("chlo" in spelling) return body.chlo(spelling.chlo, operands, type);
  if ("compare" in spelling) return body.compare(spelling.compare, operands[0]!, operands[1]!);
  return spelling.formula(body, operands, type);
}

const unary =
  (name: UnaryName): EmissionRule<UnaryName> =>
  (body, [x], _, [type]) => [spell(body, unarySpellings[name], [x!], type!)];

const binary =
  (name: BinaryName): EmissionRule<BinaryName> =>
  (body, [x, y], _, [type]) => [
    spell(body, binarySpellings[name], [body.filled(x!, type!.shape), body.filled(y!, type!.shape)], type!),
  ];

/** Multiplies x with itself, by squares. */
const integerPow: EmissionRule<"integerPow"> = (body, [x], { exponent }) => {
  const one = body.constant(1, x!.dtype, x!.shape);
  let result: Value | null = null;
  let base = x!;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? base : body.same("multiply", [result, base]);
    if (rest > 1) base = body.same("multiply", [base, base]);
  }
  if (result === null) return [one];
  return [exponent < 0 ? divided(body, "divide", one, result) : result];
};

/** Of complex numbers the real part is taken; they are true unless both parts are zero. */
function convert(body: Body, x: Value, dtype: DType): Value {
  if (dtype === "bool" && x.dtype !== "bool") return body.compare("NE", x, body.constant(0, x.dtype, x.shape));
  if (isComplexDType(x.dtype) && !isComplexDType(dtype)) return body.convert(part(body, "real", x), dtype);
  return body.convert(x, dtype);
}

const part = (body: Body, which: "real" | "imag", x: Value): Value =>
  isComplexDType(x.dtype) ? body.op(which, [x], { shape: x.shape, dtype: partDType(x.dtype) }) : x;

export const elementwiseRules: { readonly [P in ElementwiseName]: EmissionRule<P> } = {
  ...tableOf(unaryNames, unary),
  ...tableOf(binaryNames, binary),
  select: (body, operands, _, [type]) => {
    const [condition, whereTrue, whereFalse] = operands.map((x) => body.filled(x, type!.shape));
    return [body.select(condition!, whereTrue!, whereFalse!)];
  },
  integerPow: inSinglePrecision(integerPow),
  convertElementType: (body, [x], { dtype }) => [convert(body, x!, dtype)],
  bitcastConvertType: (body, [x], _, [type]) => [body.op("bitcast_convert", [x!], type!)],
  complex: (body, [re, im], _, [type]) => [
    body.op("complex", [body.filled(re!, type!.shape), body.filled(im!, type!.shape)], type!),
  ],
  real: (body, [x]) => [part(body, "real", x!)],
  imag: (body, [x]) => [part(body, "imag", x!)],
};
