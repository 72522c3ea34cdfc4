import { f32x4, f64x2, i64x2, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** 1 / √x. */
export function rsqrt(_m: Lanes, x: Vector): Vector {
  return f32x4.div(f32x4.const(1), f32x4.sqrt(x));
}

/* atanh(√s) / √s on s ≤ 0.0295, and e^r on |r| ≤ ln 2 / 2: relative errors 3e-14 and 4e-11. */
const logSeries = [
  0.0980564311895810298, 0.110870192558400268, 0.142860854933905024, 0.19999997423652092, 0.333333333398598138, 1,
];
const expSeries = [
  1.990761775669e-4, 1.394862195681e-3, 8.333283465949e-3, 0.04166621766402, 0.166666667865708, 0.500000010796535, 1, 1,
];

const sqrtHalfBits = 0x3fe6a09e667f3bcdn;
const oneBits = 0x3ff0000000000000n;
const twoTo52 = 2 ** 52;

function bits64(value: bigint): Vector {
  return v128.const(new Uint8Array(BigInt64Array.of(value, value).buffer));
}

function polynomial({ fused }: Lanes, x: Vector, coefficients: readonly number[]): Vector {
  const [highest, ...rest] = coefficients.map((c) => f64x2.const(c)) as [Vector, ...Vector[]];
  return rest.reduce((sum, c) => (fused ? f64x2.relaxedMadd(sum, x, c) : f64x2.add(f64x2.mul(sum, x), c)), highest);
}

/** log₂ of two positive normal doubles, to about 12 digits. */
export function log2(m: Lanes, x: Vector): Vector {
  const biased = m.let(i64x2.shrU(i64x2.add(x, bits64(oneBits - sqrtHalfBits)), 52));
  const fraction = m.let(i64x2.add(i64x2.sub(x, i64x2.shl(biased, 52)), bits64(oneBits)));
  // The exponent becomes a number by writing it into the low bits of 2⁵².
  const n = f64x2.sub(v128.or(biased, f64x2.const(twoTo52)), f64x2.const(twoTo52 + 1023));
  const f = m.let(f64x2.div(f64x2.sub(fraction, f64x2.const(1)), f64x2.add(fraction, f64x2.const(1))));
  const series = polynomial(m, m.let(f64x2.mul(f, f)), logSeries);
  return f64x2.add(n, f64x2.mul(f64x2.mul(f, f64x2.const(2 * Math.LOG2E)), series));
}

/** 2^x of two doubles, |x| ≤ 1000. */
function exp2(m: Lanes, x: Vector): Vector {
  const shift = 1.5 * twoTo52;
  const shifted = m.let(f64x2.add(x, f64x2.const(shift)));
  const r = m.let(f64x2.mul(f64x2.sub(x, f64x2.sub(shifted, f64x2.const(shift))), f64x2.const(Math.LN2)));
  return i64x2.add(polynomial(m, r, expSeries), i64x2.shl(shifted, 52));
}

/**
 * x^y as 2^(y log₂ |x|) in double precision, with the special cases of C's `pow`: x^0 = 1^y = 1 even for NaN, a negative base has
 * powers at integers only, odd integers keep its sign.
 */
export function pow(m: Lanes, base: Vector, exponent: Vector): Vector {
  const [x, y] = [m.let(base), m.let(exponent)];
  const magnitude = m.let(f32x4.abs(x));
  const bases = m.promote(magnitude);
  const exponents = m.promote(y);
  const half = (b: Vector, e: Vector): Vector => {
    const finite = m.let(log2(m, b));
    const upper = m.select(f64x2.lt(b, f64x2.const(Infinity)), finite, b);
    const log = m.select(f64x2.eq(b, f64x2.const(0)), f64x2.const(-Infinity), upper);
    const product = f64x2.mul(log, e);
    return exp2(m, m.let(f64x2.pmax(f64x2.pmin(product, f64x2.const(300)), f64x2.const(-300))));
  };
  const result = m.let(m.demote(half(bases.low, exponents.low), half(bases.high, exponents.high)));
  // NaN would be hidden by the exponent's bits.
  const ordered = m.let(v128.and(f32x4.eq(x, x), f32x4.eq(y, y)));
  const integer = m.let(f32x4.eq(f32x4.trunc(y), y));
  const halved = m.let(f32x4.mul(y, f32x4.const(0.5)));
  const isOdd = m.let(v128.and(integer, f32x4.ne(f32x4.trunc(halved), halved)));
  const signed = v128.or(result, v128.and(v128.and(x, isOdd), f32x4.const(-0)));
  const negative = v128.and(f32x4.lt(x, f32x4.const(0)), f32x4.lt(magnitude, f32x4.const(Infinity)));
  const defined = m.let(v128.andnot(ordered, v128.andnot(negative, integer)));
  const value = m.let(m.select(defined, signed, f32x4.const(Number.NaN)));
  const one = f32x4.const(1);
  const minusOneToInfinity = v128.and(f32x4.eq(magnitude, one), f32x4.eq(f32x4.abs(y), f32x4.const(Infinity)));
  const isOne = v128.or(v128.or(f32x4.eq(y, f32x4.const(0)), f32x4.eq(x, one)), minusOneToInfinity);
  return m.select(isOne, one, value);
}
