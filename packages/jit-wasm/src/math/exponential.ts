/*
 * e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2; ln 2 is subtracted in two parts (Cody and Waite 1980), the first
 * with few enough bits that n times it is exact. n comes from adding 1.5 · 2²³, which leaves it in the low bits of the sum.
 */
import { f32x4, i32x4, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

const log2e = Math.LOG2E;
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;
const roundingShift = 12582912;
const one = 0x3f800000;

/** The polynomial Q of e^r = 1 + r + r² Q(r) on |r| ≤ 0.347: relative error 3.1e-9, a twentieth of what rounding leaves. */
const exponentialTail = [1.3819208e-3, 8.368695e-3, 0.041668285, 0.16666521, 0.49999994];

interface Reduced {
  /** n + 1.5 · 2²³, whose bits are n plus a multiple of 512. */
  readonly shifted: Vector;
  readonly remainder: Vector;
}

function reduce(m: Lanes, x: Vector): Reduced {
  const shifted = m.let(m.fma(x, f32x4.const(log2e), f32x4.const(roundingShift)));
  const n = m.let(f32x4.sub(shifted, f32x4.const(roundingShift)));
  return { shifted, remainder: m.let(m.fnma(n, f32x4.const(ln2Low), m.fnma(n, f32x4.const(ln2High), x))) };
}

/** e^r for a reduced r. */
function fraction(m: Lanes, r: Vector): Vector {
  return m.polynomial(r, [...exponentialTail, 1, 1]);
}

/** y · 2^n for y near 1 and any result in the normal range: adds n to the exponent bits. */
function scaleNormal(y: Vector, shifted: Vector): Vector {
  return i32x4.add(y, i32x4.shl(shifted, 23));
}

/** y · 2^n for |n| ≤ 250 in two factors, so that overflow and subnormal results round as they should. */
function scaleAny(m: Lanes, y: Vector, shifted: Vector): Vector {
  const half = m.let(i32x4.shrU(shifted, 1));
  const power = (n: Vector): Vector => i32x4.add(i32x4.shl(n, 23), i32x4.const(one));
  return f32x4.mul(f32x4.mul(y, power(half)), power(i32x4.sub(shifted, half)));
}

/** x kept between two bounds; NaN stays NaN. */
export function clamp(x: Vector, low: number, high: number): Vector {
  return f32x4.pmax(f32x4.pmin(x, f32x4.const(high)), f32x4.const(low));
}

/** Negative in lanes beyond ±87, where results leave the normal range, and NaN: as integers, magnitudes are in the order of the numbers. */
function isFar(x: Vector): Vector {
  return i32x4.sub(f32x4.const(87), v128.and(x, i32x4.const(0x7fffffff)));
}

/** e^x. Subnormal results are correct. */
export function exp(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { shifted, remainder } = reduce(m, x);
  const y = m.let(fraction(m, remainder));
  return m.unlessAny(isFar(x), scaleNormal(y, shifted), () => {
    const finite = m.select(f32x4.gt(x, f32x4.const(89)), f32x4.const(Infinity), scaleAny(m, y, shifted));
    return v128.andnot(finite, f32x4.lt(x, f32x4.const(-105)));
  });
}

/** e^x / 2 without overflow up to x = 89.4, for x ≥ 0. */
export function halfExp(m: Lanes, x: Vector): Vector {
  const { shifted, remainder } = reduce(m, m.let(f32x4.pmin(x, f32x4.const(90))));
  return scaleAny(m, m.let(fraction(m, remainder)), m.let(i32x4.sub(shifted, i32x4.const(1))));
}

/** 2^x. Subnormal results are correct. */
export function exp2(m: Lanes, x: Vector): Vector {
  const bounded = m.let(clamp(x, -151, 129));
  const shifted = m.let(f32x4.add(bounded, f32x4.const(roundingShift)));
  const rest = f32x4.sub(bounded, f32x4.sub(shifted, f32x4.const(roundingShift)));
  const remainder = m.let(f32x4.mul(rest, f32x4.const(Math.LN2)));
  return scaleAny(m, m.let(fraction(m, remainder)), shifted);
}

/**
 * e^x − 1 = 2^n (e^r − 1) + (2^n − 1), with n one less inside and the whole doubled, so that n = 128 does not overflow early.
 */
export function expm1(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  // Below −25 the result rounds to −1; above 89 it is infinite.
  const { shifted, remainder: r } = reduce(m, m.let(clamp(x, -25, 89)));
  const q = m.let(m.fma(m.polynomial(r, exponentialTail), m.let(f32x4.mul(r, r)), r));
  const halfPower = m.let(i32x4.add(i32x4.shl(i32x4.sub(shifted, i32x4.const(1)), 23), i32x4.const(one)));
  const half = m.let(m.fma(q, halfPower, f32x4.sub(halfPower, f32x4.const(0.5))));
  // The sum turns −0 into +0, and e^x − 1 has the sign of x.
  return m.withSign(f32x4.add(half, half), x);
}

/** 1 / (1 + e^(−x)). Beyond ±87, as e^(−|x|) / (1 + e^(−|x|)) for negative x, so that subnormal results are right. */
export function logistic(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const one = f32x4.const(1);
  const { shifted, remainder } = reduce(m, m.let(f32x4.neg(x)));
  const power = scaleNormal(m.let(fraction(m, remainder)), shifted);
  const regular = f32x4.div(one, f32x4.add(one, power));
  return m.unlessAny(isFar(x), regular, () => {
    // e^(−105) is 0.
    const tail = reduce(m, m.let(f32x4.pmax(f32x4.neg(f32x4.abs(x)), f32x4.const(-105))));
    const z = m.let(scaleAny(m, m.let(fraction(m, tail.remainder)), tail.shifted));
    return f32x4.div(m.select(f32x4.lt(x, f32x4.const(0)), z, one), f32x4.add(one, z));
  });
}
