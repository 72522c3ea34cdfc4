import type { NDArray } from "@proj/array";
import { bind, isComplexDType, type JvpRule, type UnaryName } from "@proj/array/core";
import {
  add,
  conj,
  constantLike,
  convertElementType,
  cos,
  cosh,
  div,
  eq,
  exp,
  ge,
  integerPow,
  mul,
  neg,
  real,
  reciprocal,
  rsqrt,
  select,
  sin,
  sinh,
  square,
  sub,
} from "@proj/array/lax";

/** The tangent of `y = f(x)` from the tangent `t` of x; `"zero"` where f is locally constant. */
export type UnaryDerivative = ((t: NDArray, x: NDArray, y: NDArray) => NDArray) | "zero";

/** The derivatives of the functions of one scalar. */
export const unaryDerivatives: { readonly [P in UnaryName]: UnaryDerivative } = {
  neg: (t) => neg(t),
  sign: "zero",
  // 1 at 0, as in JAX: one of the slopes there.
  // Of complex numbers, the part of the tangent that points outwards.
  abs: (t, x, y) =>
    isComplexDType(x.dtype)
      ? real(mul(t, div(conj(x), convertElementType(select(eq(y, 0), constantLike(y, 1), y), x.dtype))))
      : select(ge(x, 0), t, neg(t)),
  floor: "zero",
  ceil: "zero",
  round: "zero",
  exp: (t, _, y) => mul(t, y),
  exp2: (t, _, y) => mul(t, mul(y, Math.LN2)),
  expm1: (t, _, y) => mul(t, add(y, 1)),
  log: (t, x) => div(t, x),
  log1p: (t, x) => div(t, add(x, 1)),
  // Infinite at 0, as the slope of the square root is.
  sqrt: (t, _, y) => mul(t, div(0.5, y)),
  rsqrt: (t, x, y) => mul(t, mul(-0.5, div(y, x))),
  cbrt: (t, _, y) => mul(t, mul(1 / 3, integerPow(y, -2))),
  logistic: (t, _, y) => mul(t, mul(y, sub(1, y))),
  sin: (t, x) => mul(t, cos(x)),
  cos: (t, x) => mul(t, neg(sin(x))),
  tan: (t, _, y) => mul(t, add(square(y), 1)),
  asin: (t, x) => mul(t, rsqrt(sub(1, square(x)))),
  acos: (t, x) => mul(t, neg(rsqrt(sub(1, square(x))))),
  atan: (t, x) => div(t, add(square(x), 1)),
  sinh: (t, x) => mul(t, cosh(x)),
  cosh: (t, x) => mul(t, sinh(x)),
  // (1 + y)(1 - y) keeps its digits where y is close to ±1.
  tanh: (t, _, y) => mul(t, mul(add(y, 1), sub(1, y))),
  asinh: (t, x) => mul(t, rsqrt(add(square(x), 1))),
  // Not (x - 1)(x + 1): of that product, 0 · ∞ would enter the next derivative at 1.
  acosh: (t, x) => mul(t, rsqrt(sub(square(x), 1))),
  atanh: (t, x) => mul(reciprocal(add(x, 1)), div(t, sub(1, x))),
  erf: (t, x) => mul(t, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))))),
  erfc: (t, x) => mul(t, mul(-2 / Math.sqrt(Math.PI), exp(neg(square(x))))),
  erfInv: (t, _, y) => mul(t, mul(Math.sqrt(Math.PI) / 2, exp(square(y)))),
  isFinite: "zero",
  not: "zero",
  stopGradient: "zero",
  optimizationBarrier: (t) => t,
};

/** x to an integer power; the zeroth is constant, also at 0. */
export const integerPowRule: JvpRule<"integerPow"> = ([x], [t], { exponent }) => {
  const result = integerPow(x, exponent);
  if (t === null || exponent === 0) return [[result], [null]];
  if (exponent === 1) return [[result], [t]];
  const slope = exponent === 2 ? mul(x, 2) : mul(integerPow(x, exponent - 1), exponent);
  return [[result], [mul(t, slope)]];
};

export const unaryRule =
  (name: UnaryName): JvpRule<UnaryName> =>
  ([x], [t], params) => {
    const y = bind(name, [x], params)[0];
    const derivative = unaryDerivatives[name];
    return [[y], [t === null || derivative === "zero" ? null : derivative(t, x, y)]];
  };
