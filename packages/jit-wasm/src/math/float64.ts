/*
 * Functions of two doubles. Exponentials and logarithms are those of single precision with other numbers; sin and cos reduce their argument by
 * x = q · π/2 + r in parts of 33 bits, which times a q below 2²⁰ are exact, and leave larger arguments to the host. The polynomials of
 * sin r = r + r³ S(r²), cos r = 1 − r²/2 + r⁴ C(r²) and of logarithms are those of Sun's library.
 */
import type { UnaryName } from "@proj/array/core";
import type { Expression } from "../assembler/expression.ts";
import { f64x2, i64x2, i8x16, v128 } from "../assembler/instructions.ts";
import { exp, exp2, expm1, halfExp, logistic } from "./exponential.ts";
import { lowWords } from "./lanes.ts";
import type { Lanes, Precision, Vector } from "./lanes.ts";
import { log, log1p } from "./logarithm.ts";

/** Functions of float64 arrays in vectors, and what they have to know of doubles. */
export interface Float64Functions {
  readonly precision: Precision;
  readonly functions: Readonly<Record<string, (m: Lanes, x: Vector) => Vector>>;
}

/** From here on, multiples of a part of π/2 are no longer exact. */
const directBound = 2 ** 20;
const roundingShift = f64x2.const(1.5 * 2 ** 52);

const halfPiParts = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
const sineTail = [
  1.5896909952115501e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -1.984126982985795e-4, 8.33333333332249e-3,
  -0.16666666666666632,
];
const cosineTail = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5, -1.388888888887411e-3,
  0.0416666666666666,
];

/** A function of the quadrant, as an integer modulo 4 in the low bits, and of sine and cosine of what remains. */
function circular(name: UnaryName, combine: (quadrant: Vector, sine: Vector, cosine: Vector, m: Lanes) => Vector) {
  return (m: Lanes, argument: Vector): Vector => {
    const x = m.let(argument);
    const quadrant = m.let(m.fma(x, f64x2.const(2 / Math.PI), roundingShift));
    const n = m.let(f64x2.sub(quadrant, roundingShift));
    const r = m.let(halfPiParts.reduce<Vector>((rest, part) => m.fnma(n, f64x2.const(part), rest), x));
    const square = m.let(f64x2.mul(r, r));
    const sine = m.let(m.fma(f64x2.mul(m.polynomial(square, sineTail), square), r, r));
    const one = m.fma(square, f64x2.const(-0.5), f64x2.const(1));
    const cosine = m.let(m.fma(f64x2.mul(m.polynomial(square, cosineTail), square), square, one));
    const result = m.let(combine(quadrant, sine, cosine, m));
    const isNear = f64x2.le(f64x2.abs(x), f64x2.const(directBound));
    return m.unlessAll(isNear, result, () => eachLane(m, (x) => m.library.host(name).call({ x }), x));
  };
}

const isOdd = (quadrant: Vector): Vector => i64x2.shrS(i64x2.shl(quadrant, 63), 63);

/** The sign of numbers of the lower half turn. */
const turned = (quadrant: Vector): Vector => v128.and(i64x2.shl(quadrant, 62), f64x2.const(-0));

const sin = circular("sin", (quadrant, sine, cosine, m) =>
  v128.xor(m.select(isOdd(quadrant), cosine, sine), turned(quadrant)),
);

const cos = circular("cos", (quadrant, sine, cosine, m) =>
  v128.xor(m.select(isOdd(quadrant), sine, cosine), turned(f64x2.add(quadrant, f64x2.const(1)))),
);

const tan = circular("tan", (quadrant, sine, cosine, m) => {
  const odd = m.let(isOdd(quadrant));
  return f64x2.div(m.select(odd, cosine, sine), m.select(odd, f64x2.neg(sine), cosine));
});

/** The reduction turns −0 into +0. */
const keepsZero =
  (f: (m: Lanes, x: Vector) => Vector) =>
  (m: Lanes, argument: Vector): Vector => {
    const x = m.let(argument);
    return m.select(f64x2.eq(x, f64x2.const(0)), x, m.let(f(m, x)));
  };

/** tanh |x| = −t / (t + 2) with t = e^(−2 |x|) − 1. */
function tanh(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const t = m.let(expm1(m, f64x2.mul(f64x2.abs(x), f64x2.const(-2))));
  return m.withSign(f64x2.div(f64x2.neg(t), f64x2.add(t, f64x2.const(2))), x);
}

/** sinh x: below 1 (t + t / (t + 1)) / 2 with t = e^|x| − 1, above (e^x − e^(−x)) / 2. */
function sinh(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const magnitude = m.let(f64x2.abs(x));
  const t = m.let(expm1(m, magnitude));
  const small = f64x2.mul(f64x2.add(t, f64x2.div(t, f64x2.add(t, f64x2.const(1)))), f64x2.const(0.5));
  const half = m.let(halfExp(m, magnitude));
  const large = f64x2.sub(half, f64x2.div(f64x2.const(0.25), half));
  return m.withSign(m.select(f64x2.lt(magnitude, f64x2.const(1)), small, large), x);
}

/** cosh x = (e^|x| + e^(−|x|)) / 2. */
function cosh(m: Lanes, x: Vector): Vector {
  const half = m.let(halfExp(m, m.let(f64x2.abs(x))));
  return f64x2.add(half, f64x2.div(f64x2.const(0.25), half));
}

const logarithmTail = [
  0.14798198605116586, 0.15313837699209373, 0.1818357216161805, 0.22222198432149784, 0.2857142874366239,
  0.3999999999940942, 0.6666666666666735, 0,
];

/** Two numbers in double precision. */
export const double: Precision = {
  const: (value) => f64x2.const(value),
  float: f64x2,
  bits: i64x2,
  fraction: 52,
  size: 64,
  fromInteger: (integers) => f64x2.convertLowI32x4S(i8x16.shuffle(integers, integers, lowWords)),
  exponential: {
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    tail: [
      2.510038549551032e-8, 2.7620088445409746e-7, 2.7557268459997064e-6, 2.4801521295954376e-5, 1.9841269863053618e-4,
      1.3888888917213717e-3, 8.333333333330062e-3, 0.04166666666662413, 0.16666666666666669, 0.5,
    ],
    normal: 708,
    infinite: 710,
    zero: 746,
    small: 40,
    powers: [-1077, 1025],
  },
  logarithm: {
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    tail(m, f, square) {
      const s = m.let(f64x2.div(f, f64x2.add(f, f64x2.const(2))));
      return f64x2.mul(s, m.fma(square, f64x2.const(0.5), m.polynomial(m.let(f64x2.mul(s, s)), logarithmTail)));
    },
    smallestNormal: 2 ** -1022,
    huge: 2 ** 900,
    hugeShift: 512,
  },
};

/** A function, of one number or two, of each of two doubles. */
export function eachLane(
  m: Lanes,
  f: (x: Expression<"f64">, y: Expression<"f64">) => Expression<"f64">,
  ...operands: readonly Vector[]
): Vector {
  const [x, y = x] = operands.map((operand) => m.let(operand));
  const of = (lane: number): Expression<"f64"> => f(f64x2.extractLane(lane, x!), f64x2.extractLane(lane, y!));
  return f64x2.replaceLane(1, f64x2.splat(of(0)), of(1));
}

/** The functions of doubles. */
export const float64Functions: Float64Functions = {
  precision: double,
  functions: {
    exp,
    exp2,
    expm1,
    log,
    log1p,
    logistic,
    sin: keepsZero(sin),
    cos,
    tan: keepsZero(tan),
    sinh,
    cosh,
    tanh,
  },
};
