import { erfInvCoefficients as series } from "@proj/array/core";
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
  return rest.reduce<Vector>((sum, c) => fusedMultiplyAdd(m, sum, x, f32x4.const(c)), f32x4.const(highest));
}

/** log x of normal positive numbers. */
function log(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const n = m.let(i32x4.shrS(i32x4.sub(x, i32x4.const(sqrtHalfBits)), 23));
  const f = m.let(f32x4.sub(i32x4.sub(x, i32x4.shl(n, 23)), f32x4.const(1)));
  const square = m.let(f32x4.mul(f, f));
  const cube = m.let(f32x4.mul(square, f));
  const upper = fusedMultiplyAdd(m, polynomial(m, f, series.logHigh), cube, polynomial(m, f, series.logMiddle));
  const tail = m.let(fusedMultiplyAdd(m, upper, cube, polynomial(m, f, series.logLow)));
  const e = m.let(f32x4.convertI32x4S(n));
  const correction = fusedMultiplyAdd(m, f32x4.const(series.ln2[1]), e, f32x4.mul(tail, cube));
  const sum = f32x4.add(fusedMultiplyAdd(m, f32x4.const(-0.5), square, f), correction);
  return fusedMultiplyAdd(m, f32x4.const(series.ln2[0]), e, sum);
}

/** log(1 + x) for x from -1 to 0. */
function log1p(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const small = m.let(f32x4.lt(f32x4.abs(x), f32x4.const(Math.fround(Math.SQRT2 - 1))));
  const square = m.let(f32x4.mul(x, x));
  const ratio = f32x4.div(polynomial(m, x, series.log1pNumerator), polynomial(m, x, series.log1pDenominator));
  const product = f32x4.mul(f32x4.mul(x, square), ratio);
  const near = f32x4.add(x, fusedMultiplyAdd(m, f32x4.const(-0.5), square, product));
  return m.select(small, near, log(m, f32x4.add(f32x4.const(1), x)));
}

/** The inverse of erf: ±1 give ±∞, anything outside NaN. */
export function erfInv(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  // In line its constants stay in memory; a call loads each anew. Without fused instructions it is three times as long.
  return m.library.fused ? inverse(m, x) : m.library.unary("erfInv", inverse).call({ x });
}

function inverse(m: Lanes, x: Vector): Vector {
  const w = m.let(f32x4.neg(log1p(m, f32x4.neg(f32x4.mul(x, x)))));
  const central = m.let(f32x4.lt(w, f32x4.const(5)));
  const near = polynomial(m, m.let(f32x4.sub(w, f32x4.const(2.5))), series.centre);
  const p = m.unlessAll(central, near, () => {
    const far = polynomial(m, m.let(f32x4.sub(f32x4.sqrt(w), f32x4.const(3))), series.tails);
    return m.select(central, near, far);
  });
  const a = m.let(f32x4.abs(x));
  const outside = m.select(f32x4.eq(a, f32x4.const(1)), f32x4.mul(x, f32x4.const(Infinity)), f32x4.const(Number.NaN));
  return m.select(f32x4.lt(a, f32x4.const(1)), f32x4.mul(p, x), outside);
}
