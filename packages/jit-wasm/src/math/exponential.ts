/*
 * e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2; ln 2 is subtracted in two parts (Cody and Waite 1980), the first
 * with few enough bits that n times it is exact. n comes from adding 1.5 · 2²³, or 1.5 · 2⁵² to doubles, which leaves it in the low bits of
 * the sum.
 */
import { v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** What differs between the precisions. */
export const ofSingle = {
  ln2High: 0.693359375,
  ln2Low: -2.1219444e-4,
  /** The polynomial Q of e^r = 1 + r + r² Q(r) on |r| ≤ 0.347: relative error 3.1e-9, a twentieth of what rounding leaves. */
  tail: [1.3819208e-3, 8.368695e-3, 0.041668285, 0.16666521, 0.49999994],
  /** Up to here results are normal, from here on infinite, and below minus this 0. */
  normal: 87,
  infinite: 89,
  zero: 105,
  /** Below minus this, e^x − 1 rounds to −1. */
  small: 25,
  /** Bounds of powers of two. */
  powers: [-151, 129],
};

const roundingShift = ({ precision }: Lanes): Vector => precision.const(1.5 * 2 ** precision.fraction);

interface Reduced {
  /** n + 1.5 · 2²³, whose bits are n plus a multiple of 512; of doubles n + 1.5 · 2⁵². */
  readonly shifted: Vector;
  readonly remainder: Vector;
}

function reduce(m: Lanes, x: Vector): Reduced {
  const { ln2High, ln2Low } = m.precision.exponential;
  const shifted = m.let(m.fma(x, m.const(Math.LOG2E), roundingShift(m)));
  const n = m.let(m.precision.float.sub(shifted, roundingShift(m)));
  return { shifted, remainder: m.let(m.fnma(n, m.const(ln2Low), m.fnma(n, m.const(ln2High), x))) };
}

/** e^r for a reduced r. */
function fraction(m: Lanes, r: Vector): Vector {
  return m.polynomial(r, [...m.precision.exponential.tail, 1, 1]);
}

/** y · 2^n for y near 1 and any result in the normal range: adds n to the exponent bits. */
function scaleNormal({ precision: { bits, fraction } }: Lanes, y: Vector, shifted: Vector): Vector {
  return bits.add(y, bits.shl(shifted, fraction));
}

/** y · 2^n for numbers n that a product of two powers reaches, so that overflow and subnormal results round as they should. */
function scaleAny(m: Lanes, y: Vector, shifted: Vector): Vector {
  const { bits, float } = m.precision;
  const half = m.let(bits.shrU(shifted, 1));
  const power = (n: Vector): Vector => scaleNormal(m, m.const(1), n);
  return float.mul(float.mul(y, power(half)), power(bits.sub(shifted, half)));
}

/** x kept between two bounds; NaN stays NaN. */
function clamp(m: Lanes, x: Vector, low: number, high: number): Vector {
  const { float } = m.precision;
  return float.pmax(float.pmin(x, m.const(high)), m.const(low));
}

/** Where results are in the normal range. A square takes fewer instructions than a magnitude, whose mask is made anew each time. */
function isNear(m: Lanes, x: Vector): Vector {
  const { float } = m.precision;
  return float.le(float.mul(x, x), m.const(m.precision.exponential.normal ** 2));
}

/** n, or the integer beside it, in the bits of a shifted number. */
function less(m: Lanes, shifted: Vector): Vector {
  return m.precision.float.sub(shifted, m.const(1));
}

/** e^x. Subnormal results are correct. */
export function exp(m: Lanes, argument: Vector): Vector {
  const { float } = m.precision;
  const { infinite, zero } = m.precision.exponential;
  const x = m.let(argument);
  const { shifted, remainder } = reduce(m, x);
  const y = m.let(fraction(m, remainder));
  return m.unlessAll(isNear(m, x), scaleNormal(m, y, shifted), () => {
    const finite = m.select(float.gt(x, m.const(infinite)), m.const(Infinity), scaleAny(m, y, shifted));
    return v128.andnot(finite, float.lt(x, m.const(-zero)));
  });
}

/** e^x / 2 without overflow as long as that is finite, for x ≥ 0. */
export function halfExp(m: Lanes, x: Vector): Vector {
  const { shifted, remainder } = reduce(
    m,
    m.let(m.precision.float.pmin(x, m.const(m.precision.exponential.infinite + 1))),
  );
  return scaleAny(m, m.let(fraction(m, remainder)), m.let(less(m, shifted)));
}

/** 2^x. Subnormal results are correct. */
export function exp2(m: Lanes, x: Vector): Vector {
  const { float } = m.precision;
  const [low = 0, high = 0] = m.precision.exponential.powers;
  const bounded = m.let(clamp(m, x, low, high));
  const shifted = m.let(float.add(bounded, roundingShift(m)));
  const rest = float.sub(bounded, float.sub(shifted, roundingShift(m)));
  const remainder = m.let(float.mul(rest, m.const(Math.LN2)));
  return scaleAny(m, m.let(fraction(m, remainder)), shifted);
}

/**
 * e^x − 1 = 2^n (e^r − 1) + (2^n − 1), with n one less inside and the whole doubled, so that the largest n does not overflow early.
 */
export function expm1(m: Lanes, argument: Vector): Vector {
  const { float } = m.precision;
  const { small, infinite, tail } = m.precision.exponential;
  const x = m.let(argument);
  const { shifted, remainder: r } = reduce(m, m.let(clamp(m, x, -small, infinite)));
  const q = m.let(m.fma(m.polynomial(r, tail), m.let(float.mul(r, r)), r));
  const halfPower = m.let(scaleNormal(m, m.const(1), less(m, shifted)));
  const half = m.let(m.fma(q, halfPower, float.sub(halfPower, m.const(0.5))));
  // The sum turns −0 into +0, and e^x − 1 has the sign of x.
  return m.withSign(float.add(half, half), x);
}

/** 1 / (1 + e^(−x)). Far from 0, as e^(−|x|) / (1 + e^(−|x|)) for negative x, so that subnormal results are right. */
export function logistic(m: Lanes, argument: Vector): Vector {
  const { float } = m.precision;
  const x = m.let(argument);
  const one = m.const(1);
  const { shifted, remainder } = reduce(m, m.let(float.neg(x)));
  const power = scaleNormal(m, m.let(fraction(m, remainder)), shifted);
  const regular = float.div(one, float.add(one, power));
  return m.unlessAll(isNear(m, x), regular, () => {
    const tail = reduce(m, m.let(float.pmax(float.neg(float.abs(x)), m.const(-m.precision.exponential.zero))));
    const z = m.let(scaleAny(m, m.let(fraction(m, tail.remainder)), tail.shifted));
    return float.div(m.select(float.lt(x, m.const(0)), z, one), float.add(one, z));
  });
}
