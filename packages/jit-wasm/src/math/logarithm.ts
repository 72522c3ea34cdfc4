/*
 * log x = n log 2 + log(1 + f) with √½ ≤ 1 + f < √2; log(1 + f) = f − f²/2 + a tail. In single precision that is f³ L(f), in double
 * precision s (f²/2 + s² R(s²)) with s = f / (2 + f), as in Sun's library. The bits of √½ are subtracted before the exponent is cut off, so
 * that the fraction lands in the wanted interval without a comparison.
 */
import { f32x4, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** L on [√½ − 1, √2 − 1]: absolute error 3e-8, of a term that is at most 0.07 of the result. */
const tailOfSingle = [
  0.06980702, -0.114945466, 0.11689071, -0.124240377, 0.14248551, -0.1666785, 0.2000073, -0.24999997, 0.3333333,
];

/** What differs between the precisions. */
export const ofSingle = {
  ln2High: 0.693359375,
  ln2Low: -2.1219444e-4,
  /** The tail of log(1 + f), from f and f². */
  tail: (m: Lanes, f: Vector, square: Vector): Vector => f32x4.mul(f32x4.mul(f, square), m.polynomial(f, tailOfSingle)),
  smallestNormal: 2 ** -126,
  /** From here on, adding 1 changes nothing, but the power of two by which the fraction is scaled is still normal. */
  huge: 2 ** 100,
  hugeShift: 64,
};

/** n log 2 + log(1 + f). */
function combine(m: Lanes, f: Vector, n: Vector): Vector {
  const { float, logarithm } = m.precision;
  const square = m.let(float.mul(f, f));
  const low = m.fma(n, m.const(logarithm.ln2Low), logarithm.tail(m, f, square));
  const sum = float.add(f, m.fma(square, m.const(-0.5), low));
  return m.fma(n, m.const(logarithm.ln2High), sum);
}

/** The exponent n, as an integer, for which x · 2^(−n) lies in [√½, √2). */
function exponent(m: Lanes, x: Vector): Vector {
  const { bits, fraction } = m.precision;
  return bits.shrS(bits.sub(x, m.const(Math.SQRT1_2)), fraction);
}

/** +∞ and NaN give themselves, zeros −∞, negative numbers NaN; else `result`. */
function withPoles(m: Lanes, x: Vector, result: Vector): Vector {
  const { float } = m.precision;
  const finite = m.select(float.lt(x, m.const(Infinity)), result, x);
  const atMostZero = m.select(float.eq(x, m.const(0)), m.const(-Infinity), m.const(Number.NaN));
  return m.select(float.gt(x, m.const(0)), finite, atMostZero);
}

/** log x. Subnormal arguments are right. */
export function log(m: Lanes, argument: Vector): Vector {
  const { float, bits, fraction, fromInteger } = m.precision;
  const { smallestNormal } = m.precision.logarithm;
  const x = m.let(argument);
  const inRange = m.let(v128.and(float.ge(x, m.const(smallestNormal)), float.lt(x, m.const(Infinity))));
  const correction = m.f.local("v128", "correction");
  m.f.set(correction, m.const(0));
  const scaled = m.unlessAll(inRange, x, () => {
    const tiny = m.let(float.lt(x, m.const(smallestNormal)));
    m.f.set(correction, v128.and(tiny, m.const(-fraction)));
    return m.select(tiny, float.mul(x, m.const(2 ** fraction)), x);
  });
  const n = m.let(exponent(m, scaled));
  const f = m.let(float.sub(bits.sub(scaled, bits.shl(n, fraction)), m.const(1)));
  const result = m.let(combine(m, f, m.let(float.add(fromInteger(n), correction))));
  return m.unlessAll(inRange, result, () => withPoles(m, x, result));
}

/**
 * log(1 + x). The exponent is taken from the rounded 1 + x, the fraction from x itself: x · 2^(−n) + (2^(−n) − 1), where only the
 * last addition rounds.
 */
export function log1p(m: Lanes, argument: Vector): Vector {
  const { float, bits, fraction, fromInteger } = m.precision;
  const { huge: hugeArgument, hugeShift } = m.precision.logarithm;
  const x = m.let(argument);
  const inRange = m.let(v128.and(float.gt(x, m.const(-1)), float.lt(x, m.const(hugeArgument))));
  const correction = m.f.local("v128", "correction");
  m.f.set(correction, m.const(0));
  const scaled = m.unlessAll(inRange, x, () => {
    const huge = m.let(float.ge(x, m.const(hugeArgument)));
    m.f.set(correction, v128.and(huge, m.const(hugeShift)));
    return m.select(huge, float.mul(x, m.const(2 ** -hugeShift)), x);
  });
  const n = m.let(exponent(m, m.let(float.add(scaled, m.const(1)))));
  const scale = m.let(bits.sub(m.const(1), bits.shl(n, fraction)));
  const f = m.let(m.fma(scaled, scale, float.sub(scale, m.const(1))));
  const regular = m.let(combine(m, f, m.let(float.add(fromInteger(n), correction))));
  const result = m.unlessAll(inRange, regular, () => withPoles(m, m.let(float.add(x, m.const(1))), regular));
  // log(1 + x) has the sign of x, which the sums lose for −0.
  return m.withSign(result, x);
}
