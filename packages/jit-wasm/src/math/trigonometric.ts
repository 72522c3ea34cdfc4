/*
 * sin x and cos x by x = q · π/2 + r with |r| ≤ π/4, r right to single precision even next to multiples of π/2.
 *
 * With fused multiply-add, three of them subtract π/2 in parts of 24 bits: each part's product with q is exact inside. Without, the
 * subtraction runs in double precision, π/2 in two parts, the first of 32 bits. Both hold up to |x| = 2²⁰.
 *
 * Above, x · 2/π is reduced modulo 4 in six parts (after Payne and Hanek, 1983): with 28 bits of 2/π the product with a
 * single-precision x is exact in double precision, and so is what remains of it modulo 4; larger multiples do not matter.
 */
import { f32x4, f64x2, i32x4, i8x16, v128 } from "../assembler/instructions.ts";
import { lowWords } from "./lanes.ts";
import type { Lanes, Vector } from "./lanes.ts";

const directBound = 2 ** 20;
const roundingShift = 1.5 * 2 ** 23;
const roundingShiftDouble = 1.5 * 2 ** 52;

/** π/2 in single-precision parts. */
const halfPiParts = [1.5707964, -4.371139e-8, -1.7151245e-15];
/** π/2 in double precision: 32 bits, and 53 more. */
const [halfPiHigh, halfPiLow] = [1.5707963267341256, 6.077100506506192e-11];
/** 2/π in parts of 28 bits. */
const twoOverPiParts = [
  0.6366197690367699, 3.3308114738561656e-9, 2.276010047810136e-18, 2.5268260189002822e-26, 1.6682867657019525e-34,
  1.158871328288855e-43,
];

const sineTail = [-1.9515296e-4, 8.332161e-3, -0.16666655];
const cosineTail = [2.4433157e-5, -1.3887316e-3, 0.041666646];

interface Remainder {
  /** q as an integer, modulo 4. */
  readonly quadrant: Vector;
  readonly rest: Vector;
}

function remainderBySingles(m: Lanes, x: Vector): Remainder {
  const shifted = m.let(m.fma(x, f32x4.const(2 / Math.PI), f32x4.const(roundingShift)));
  const n = m.let(f32x4.sub(shifted, f32x4.const(roundingShift)));
  const rest = halfPiParts.reduce((difference, part) => m.fnma(n, f32x4.const(part), difference), x);
  return { quadrant: shifted, rest };
}

function remainderByDoubles(m: Lanes, x: Vector): Remainder {
  const { low, high } = m.promote(x);
  const [first, second] = [low, high].map((half) => {
    const shifted = m.let(f64x2.add(f64x2.mul(half, f64x2.const(2 / Math.PI)), f64x2.const(roundingShiftDouble)));
    const n = m.let(f64x2.sub(shifted, f64x2.const(roundingShiftDouble)));
    const difference = f64x2.sub(half, f64x2.mul(n, f64x2.const(halfPiHigh)));
    return { shifted, rest: f64x2.sub(difference, f64x2.mul(n, f64x2.const(halfPiLow))) };
  }) as [DoubleRemainder, DoubleRemainder];
  return join(m, first, second);
}

/** q in the low bits of a large double, and r, of two lanes. */
interface DoubleRemainder {
  readonly shifted: Vector;
  readonly rest: Vector;
}

function join(m: Lanes, low: DoubleRemainder, high: DoubleRemainder): Remainder {
  return { quadrant: i8x16.shuffle(low.shifted, high.shifted, lowWords), rest: m.demote(low.rest, high.rest) };
}

function remainderOfLarge(m: Lanes, x: Vector): Remainder {
  const { low, high } = m.promote(x);
  const shift = f64x2.const(roundingShiftDouble);
  const [first, second] = [low, high].map((half) => {
    let [quotient, turns]: [Vector, Vector] = [f64x2.const(0), f64x2.const(0)];
    for (const part of twoOverPiParts) {
      const product = m.let(f64x2.mul(half, f64x2.const(part)));
      const multiples = f64x2.mul(f64x2.nearest(f64x2.mul(product, f64x2.const(0.25))), f64x2.const(4));
      const sum = m.let(f64x2.add(quotient, f64x2.sub(product, multiples)));
      const whole = m.let(f64x2.nearest(sum));
      // Taking whole quarter turns away at once keeps the digits of what remains.
      quotient = m.let(f64x2.sub(sum, whole));
      turns = m.let(f64x2.add(turns, whole));
    }
    return { shifted: m.let(f64x2.add(turns, shift)), rest: f64x2.mul(quotient, f64x2.const(Math.PI / 2)) };
  }) as [DoubleRemainder, DoubleRemainder];
  return join(m, first, second);
}

interface Reduced {
  readonly quadrant: Vector;
  readonly sine: Vector;
  readonly cosine: Vector;
}

function reduce(m: Lanes, x: Vector): Reduced {
  const { f } = m;
  const direct = m.fused ? remainderBySingles(m, x) : remainderByDoubles(m, x);
  const quadrant = f.let(direct.quadrant, "quadrant");
  const r = f.let(direct.rest, "r");
  f.if(m.leavesOut(f32x4.le(f32x4.mul(x, x), f32x4.const(directBound ** 2))), () => {
    const large = remainderOfLarge(m, x);
    f.set(quadrant, large.quadrant);
    f.set(r, large.rest);
  });
  const square = m.let(f32x4.mul(r, r));
  const sine = m.fma(f32x4.mul(m.polynomial(square, sineTail), square), r, r);
  const cosine = m.fma(
    f32x4.mul(m.polynomial(square, cosineTail), square),
    square,
    m.fma(square, f32x4.const(-0.5), f32x4.const(1)),
  );
  return { quadrant, sine: m.let(sine), cosine: m.let(cosine) };
}

const odd = (quadrant: Vector): Vector => i32x4.shrS(i32x4.shl(quadrant, 31), 31);

/** sin x. */
export function sin(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { quadrant, sine, cosine } = reduce(m, x);
  const turned = v128.and(i32x4.shl(quadrant, 30), f32x4.const(-0));
  const result = v128.xor(m.select(odd(quadrant), cosine, sine), turned);
  // The reduction turns −0 into +0.
  return m.select(f32x4.eq(x, f32x4.const(0)), x, m.let(result));
}

/** cos x. */
export function cos(m: Lanes, argument: Vector): Vector {
  const { quadrant, sine, cosine } = reduce(m, m.let(argument));
  const turned = v128.and(i32x4.shl(i32x4.add(quadrant, i32x4.const(1)), 30), f32x4.const(-0));
  return v128.xor(m.select(odd(quadrant), sine, cosine), turned);
}

/** tan x = sin x / cos x. */
export function tan(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { quadrant, sine, cosine } = reduce(m, x);
  const isOdd = m.let(odd(quadrant));
  const ratio = f32x4.div(m.select(isOdd, cosine, sine), m.select(isOdd, f32x4.neg(sine), cosine));
  return m.select(f32x4.eq(x, f32x4.const(0)), x, m.let(ratio));
}
