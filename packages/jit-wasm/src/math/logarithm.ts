/*
 * log x = n log 2 + log(1 + f) with √½ ≤ 1 + f < √2; log(1 + f) = f − f²/2 + f³ L(f). The bits of √½ are subtracted before the
 * exponent is cut off, so that the fraction lands in the wanted interval without a comparison.
 */
import { f32x4, i32x4, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;
const sqrtHalfBits = 0x3f3504f3;
const smallestNormal = 2 ** -126;

/** L on [√½ − 1, √2 − 1]: absolute error 3e-8, of a term that is at most 0.07 of the result. */
const logTail = [
  0.06980702, -0.114945466, 0.11689071, -0.124240377, 0.14248551, -0.1666785, 0.2000073, -0.24999997, 0.3333333,
];

/** n log 2 + log(1 + f). */
function combine(m: Lanes, f: Vector, n: Vector): Vector {
  const square = m.let(f32x4.mul(f, f));
  const tail = f32x4.mul(f32x4.mul(f, square), m.polynomial(f, logTail));
  const low = m.fma(n, f32x4.const(ln2Low), tail);
  const sum = f32x4.add(f, m.fma(square, f32x4.const(-0.5), low));
  return m.fma(n, f32x4.const(ln2High), sum);
}

/** The exponent n, as an integer, for which x · 2^(−n) lies in [√½, √2). */
function exponent(x: Vector): Vector {
  return i32x4.shrS(i32x4.sub(x, i32x4.const(sqrtHalfBits)), 23);
}

/** +∞ and NaN give themselves, zeros −∞, negative numbers NaN; else `result`. */
function withPoles(m: Lanes, x: Vector, result: Vector): Vector {
  const finite = m.select(f32x4.lt(x, f32x4.const(Infinity)), result, x);
  const atMostZero = m.select(f32x4.eq(x, f32x4.const(0)), f32x4.const(-Infinity), f32x4.const(Number.NaN));
  return m.select(f32x4.gt(x, f32x4.const(0)), finite, atMostZero);
}

/** log x. Subnormal arguments are right. */
export function log(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const inRange = m.let(v128.and(f32x4.ge(x, f32x4.const(smallestNormal)), f32x4.lt(x, f32x4.const(Infinity))));
  const correction = m.f.local("v128", "correction");
  m.f.set(correction, f32x4.const(0));
  const scaled = m.unlessAll(inRange, x, () => {
    const tiny = m.let(f32x4.lt(x, f32x4.const(smallestNormal)));
    m.f.set(correction, v128.and(tiny, f32x4.const(-23)));
    return m.select(tiny, f32x4.mul(x, f32x4.const(2 ** 23)), x);
  });
  const n = m.let(exponent(scaled));
  const f = m.let(f32x4.sub(i32x4.sub(scaled, i32x4.shl(n, 23)), f32x4.const(1)));
  const result = m.let(combine(m, f, m.let(f32x4.add(f32x4.convertI32x4S(n), correction))));
  return m.unlessAll(inRange, result, () => withPoles(m, x, result));
}

/** From here on, adding 1 changes nothing, but the power of two by which the fraction is scaled is still normal. */
const hugeArgument = 2 ** 100;
const hugeShift = 64;

/**
 * log(1 + x). The exponent is taken from the rounded 1 + x, the fraction from x itself: x · 2^(−n) + (2^(−n) − 1), where only the
 * last addition rounds.
 */
export function log1p(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const inRange = m.let(v128.and(f32x4.gt(x, f32x4.const(-1)), f32x4.lt(x, f32x4.const(hugeArgument))));
  const correction = m.f.local("v128", "correction");
  m.f.set(correction, f32x4.const(0));
  const scaled = m.unlessAll(inRange, x, () => {
    const huge = m.let(f32x4.ge(x, f32x4.const(hugeArgument)));
    m.f.set(correction, v128.and(huge, f32x4.const(hugeShift)));
    return m.select(huge, f32x4.mul(x, f32x4.const(2 ** -hugeShift)), x);
  });
  const n = m.let(exponent(m.let(f32x4.add(scaled, f32x4.const(1)))));
  const scale = m.let(i32x4.sub(i32x4.const(0x3f800000), i32x4.shl(n, 23)));
  const f = m.let(m.fma(scaled, scale, f32x4.sub(scale, f32x4.const(1))));
  const regular = m.let(combine(m, f, m.let(f32x4.add(f32x4.convertI32x4S(n), correction))));
  const result = m.unlessAll(inRange, regular, () => withPoles(m, m.let(f32x4.add(x, f32x4.const(1))), regular));
  // log(1 + x) has the sign of x, which the sums lose for −0.
  return m.withSign(result, x);
}
