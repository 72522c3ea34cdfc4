import { erfInvCoefficients as series } from "./erf-inv-coefficients.ts";
import { erfInvSingle } from "./erf-inv-single.ts";
import { erfInv as erfInvDouble } from "./erf-double.ts";
import type { ScalarForm } from "./form.ts";
import type { Lanes, LanesMachine } from "./lanes.ts";

/*
 * The inverse of erf after M. Giles, "Approximating the erfinv function" (2011), operation by operation as XLA computes it on the
 * CPU: random normal numbers are made with it, and with anything more accurate they would not be those that JAX draws from the same
 * key. log1p is that of S. Moshier's Cephes library: rational near zero, else the logarithm of the sum.
 *
 * Every multiply-add is rounded once, on every engine: without a fused instruction it goes through double precision, where the
 * product of two singles is exact.
 */

const sqrtHalfBits = 0x3f3504f3;

/** The inverse of erf, where the body of a function is: ±1 give ±∞, anything outside NaN. */
function inverse<V>(m: Lanes<V>, x: V, { f32x4, f64x2, i32x4 }: LanesMachine<V>): V {
  /** x · y + z, rounded once. */
  const fma = (x: V, y: V, z: V): V => {
    if (m.fused) return m.fma(x, y, z);
    const [a, b, c] = [m.promote(m.let(x)), m.promote(m.let(y)), m.promote(m.let(z))];
    const half = (part: "low" | "high"): V => f64x2.add(f64x2.mul(a[part], b[part]), c[part]);
    return m.demote(half("low"), half("high"));
  };
  /** Horner's rule with one rounding a step; the highest coefficient comes first. */
  const polynomial = (x: V, [highest = 0, ...rest]: readonly number[]): V =>
    rest.reduce((sum, c) => fma(sum, x, f32x4.const(c)), f32x4.const(highest));
  /** log x of normal positive numbers. */
  const log = (argument: V): V => {
    const x = m.let(argument);
    const n = m.let(i32x4.shrS(i32x4.sub(x, i32x4.const(sqrtHalfBits)), 23));
    const f = m.let(f32x4.sub(i32x4.sub(x, i32x4.shl(n, 23)), f32x4.const(1)));
    const square = m.let(f32x4.mul(f, f));
    const cube = m.let(f32x4.mul(square, f));
    const upper = fma(polynomial(f, series.logHigh), cube, polynomial(f, series.logMiddle));
    const tail = m.let(fma(upper, cube, polynomial(f, series.logLow)));
    const e = m.let(f32x4.convertI32x4S(n));
    const correction = fma(f32x4.const(series.ln2[1]), e, f32x4.mul(tail, cube));
    const sum = f32x4.add(fma(f32x4.const(-0.5), square, f), correction);
    return fma(f32x4.const(series.ln2[0]), e, sum);
  };
  /** log(1 + x) for x from -1 to 0. */
  const log1p = (argument: V): V => {
    const x = m.let(argument);
    const small = m.let(f32x4.lt(f32x4.abs(x), f32x4.const(Math.fround(Math.SQRT2 - 1))));
    const square = m.let(f32x4.mul(x, x));
    const ratio = f32x4.div(polynomial(x, series.log1pNumerator), polynomial(x, series.log1pDenominator));
    const product = f32x4.mul(f32x4.mul(x, square), ratio);
    const near = f32x4.add(x, fma(f32x4.const(-0.5), square, product));
    return m.select(small, near, log(f32x4.add(f32x4.const(1), x)));
  };
  const w = m.let(f32x4.neg(log1p(f32x4.neg(f32x4.mul(x, x)))));
  const central = m.let(f32x4.lt(w, f32x4.const(5)));
  const near = polynomial(m.let(f32x4.sub(w, f32x4.const(2.5))), series.centre);
  const p = m.unlessAll(central, near, () => {
    const far = polynomial(m.let(f32x4.sub(f32x4.sqrt(w), f32x4.const(3))), series.tails);
    return m.select(central, near, far);
  });
  const a = m.let(f32x4.abs(x));
  const outside = m.select(f32x4.eq(a, f32x4.const(1)), f32x4.mul(x, f32x4.const(Infinity)), f32x4.const(Number.NaN));
  return m.select(f32x4.lt(a, f32x4.const(1)), f32x4.mul(p, x), outside);
}

/** The inverse of erf. In single precision it is XLA's, so that random numbers equal those of JAX. */
export const erfInv: ScalarForm = {
  evaluate: (x, dtype) => (dtype === "float64" ? erfInvDouble(x) : erfInvSingle(x)),
  lanes: (m, argument, machine) => inverse(m, m.let(argument), machine),
};
