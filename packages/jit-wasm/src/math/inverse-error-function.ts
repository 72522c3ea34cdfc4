import { f32x4, f64x2, i32x4 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/*
 * The inverse of erf after M. Giles, "Approximating the erfinv function" (2011), operation by operation as XLA computes it on the
 * CPU: random normal numbers are made with it, and with anything more accurate they would not be those that JAX draws from the same
 * key. log1p is that of S. Moshier's Cephes library: rational near zero, else the logarithm of the sum.
 *
 * Every multiply-add is rounded once, on every engine: without a fused instruction it goes through double precision, where the
 * product of two singles is exact.
 */

const centre = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];
const log1pNumerator = [
  4.5270000862445199635215e-5, 4.9854102823193375972212e-1, 6.5787325942061044846969, 2.9911919328553073277375e1,
  6.0949667980987787057556e1, 5.7112963590585538103336e1, 2.0039553499201281259648e1,
];
const log1pDenominator = [
  1, 1.5062909083469192043167e1, 8.3047565967967209469434e1, 2.2176239823732856465394e2, 3.0909872225312059774938e2,
  2.1642788614495947685003e2, 6.0118660497603843919306e1,
];
const logHigh = [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1];
const logMiddle = [-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1];
const logLow = [2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1];
const [ln2High, ln2Low] = [0.693359375, -2.1219444e-4];
const sqrtHalfBits = 0x3f3504f3;

/** x · y + z, rounded once. */
function fusedMultiplyAdd(m: Lanes, x: Vector, y: Vector, z: Vector): Vector {
  if (m.library.fused) return m.fma(x, y, z);
  const [a, b, c] = [m.promote(m.let(x)), m.promote(m.let(y)), m.promote(m.let(z))];
  const half = (part: "low" | "high"): Vector => f64x2.add(f64x2.mul(a[part], b[part]), c[part]);
  return m.demote(half("low"), half("high"));
}

/** Horner's rule with one rounding a step; the highest coefficient comes first. */
function polynomial(m: Lanes, x: Vector, [highest = 0, ...rest]: readonly number[]): Vector {
  return rest.reduce<Vector>(
    (sum, c) => fusedMultiplyAdd(m, sum, x, f32x4.const(Math.fround(c))),
    f32x4.const(Math.fround(highest)),
  );
}

/** log x of normal positive numbers. */
function log(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const n = m.let(i32x4.shrS(i32x4.sub(x, i32x4.const(sqrtHalfBits)), 23));
  const f = m.let(f32x4.sub(i32x4.sub(x, i32x4.shl(n, 23)), f32x4.const(1)));
  const square = m.let(f32x4.mul(f, f));
  const cube = m.let(f32x4.mul(square, f));
  const upper = fusedMultiplyAdd(m, polynomial(m, f, logHigh), cube, polynomial(m, f, logMiddle));
  const series = m.let(fusedMultiplyAdd(m, upper, cube, polynomial(m, f, logLow)));
  const e = m.let(f32x4.convertI32x4S(n));
  const correction = fusedMultiplyAdd(m, f32x4.const(Math.fround(ln2Low)), e, f32x4.mul(series, cube));
  const sum = f32x4.add(fusedMultiplyAdd(m, f32x4.const(-0.5), square, f), correction);
  return fusedMultiplyAdd(m, f32x4.const(ln2High), e, sum);
}

/** log(1 + x) for x from -1 to 0. */
function log1p(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const small = m.let(f32x4.lt(f32x4.abs(x), f32x4.const(Math.fround(Math.SQRT2 - 1))));
  const square = m.let(f32x4.mul(x, x));
  const ratio = f32x4.div(polynomial(m, x, log1pNumerator), polynomial(m, x, log1pDenominator));
  const product = f32x4.mul(f32x4.mul(x, square), ratio);
  const near = m.let(f32x4.add(x, fusedMultiplyAdd(m, f32x4.const(-0.5), square, product)));
  return m.unlessAll(small, near, () => m.select(small, near, log(m, f32x4.add(f32x4.const(1), x))));
}

/** The inverse of erf: ±1 give ±∞, anything outside NaN. */
export function erfInv(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  return m.library
    .unary("erfInv", (inner, x) => {
      const w = inner.let(f32x4.neg(log1p(inner, f32x4.neg(f32x4.mul(x, x)))));
      const central = inner.let(f32x4.lt(w, f32x4.const(5)));
      const near = polynomial(inner, inner.let(f32x4.sub(w, f32x4.const(2.5))), centre);
      const p = inner.unlessAll(central, near, () => {
        const far = polynomial(inner, inner.let(f32x4.sub(f32x4.sqrt(w), f32x4.const(3))), tail);
        return inner.select(central, near, far);
      });
      const a = inner.let(f32x4.abs(x));
      const outside = inner.select(
        f32x4.eq(a, f32x4.const(1)),
        f32x4.mul(x, f32x4.const(Infinity)),
        f32x4.const(Number.NaN),
      );
      return inner.select(f32x4.lt(a, f32x4.const(1)), f32x4.mul(p, x), outside);
    })
    .call({ x });
}
