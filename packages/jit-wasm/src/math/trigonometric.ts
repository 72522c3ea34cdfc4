/*
 * sin x and cos x by x = q · π/2 + r with |r| ≤ π/4. The reduction runs in double precision with π/2 in two parts, the first of 32
 * bits, so that q times it is exact up to |q| = 2²¹: r is then right to single precision even next to multiples of π/2. Larger
 * arguments go to the host's functions, lane by lane.
 */
import { f32x4, f64x2, i32x4, i8x16, v128 } from "../assembler/instructions.ts";
import { lowWords } from "./lanes.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** Above this magnitude the host computes: 2²⁰. */
const largestReduced = 2 ** 20;
const roundingShift = 1.5 * 2 ** 52;
const halfPiHigh = 1.5707963267341256;
const halfPiLow = 6.077100506506192e-11;

const sineTail = [-1.9515295891e-4, 8.3321608736e-3, -0.16666654611];
const cosineTail = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2];

interface Reduced {
  /** q as an integer. */
  readonly quadrant: Vector;
  readonly sine: Vector;
  readonly cosine: Vector;
}

function reduce(m: Lanes, x: Vector): Reduced {
  const halves = m.promote(x);
  const parts = [halves.low, halves.high].map((half) => {
    const shifted = m.let(f64x2.add(f64x2.mul(half, f64x2.const(2 / Math.PI)), f64x2.const(roundingShift)));
    const n = m.let(f64x2.sub(shifted, f64x2.const(roundingShift)));
    const first = f64x2.sub(half, f64x2.mul(n, f64x2.const(halfPiHigh)));
    return { shifted, rest: f64x2.sub(first, f64x2.mul(n, f64x2.const(halfPiLow))) };
  });
  const [low, high] = parts as [(typeof parts)[0], (typeof parts)[0]];
  const r = m.let(m.demote(low.rest, high.rest));
  const square = m.let(f32x4.mul(r, r));
  const sine = m.fma(f32x4.mul(m.polynomial(square, sineTail), square), r, r);
  const cosine = m.fma(
    f32x4.mul(m.polynomial(square, cosineTail), square),
    square,
    m.fma(square, f32x4.const(-0.5), f32x4.const(1)),
  );
  return {
    quadrant: m.let(i8x16.shuffle(low.shifted, high.shifted, lowWords)),
    sine: m.let(sine),
    cosine: m.let(cosine),
  };
}

const odd = (quadrant: Vector): Vector => i32x4.shrS(i32x4.shl(quadrant, 31), 31);
const reducible = (x: Vector): Vector => f32x4.le(f32x4.abs(x), f32x4.const(largestReduced));

/** sin x. */
export function sin(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { quadrant, sine, cosine } = reduce(m, x);
  const turned = v128.and(i32x4.shl(quadrant, 30), f32x4.const(-0));
  const result = m.let(v128.xor(m.select(odd(quadrant), cosine, sine), turned));
  // The reduction turns −0 into +0.
  const signed = m.select(f32x4.eq(x, f32x4.const(0)), x, result);
  return m.unlessAll(reducible(x), signed, () =>
    m.library.unary("sin.large", (inner, y) => inner.eachLane(y, "sin")).call({ x }),
  );
}

/** cos x. */
export function cos(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { quadrant, sine, cosine } = reduce(m, x);
  const turned = v128.and(i32x4.shl(i32x4.add(quadrant, i32x4.const(1)), 30), f32x4.const(-0));
  const result = v128.xor(m.select(odd(quadrant), sine, cosine), turned);
  return m.unlessAll(reducible(x), result, () =>
    m.library.unary("cos.large", (inner, y) => inner.eachLane(y, "cos")).call({ x }),
  );
}

/** tan x = sin x / cos x. */
export function tan(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const { quadrant, sine, cosine } = reduce(m, x);
  const isOdd = m.let(odd(quadrant));
  const ratio = f32x4.div(m.select(isOdd, cosine, sine), m.select(isOdd, f32x4.neg(sine), cosine));
  const signed = m.select(f32x4.eq(x, f32x4.const(0)), x, ratio);
  return m.unlessAll(reducible(x), signed, () =>
    m.library.unary("tan.large", (inner, y) => inner.eachLane(y, "tan")).call({ x }),
  );
}
