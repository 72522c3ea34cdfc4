import { f32x4 } from "../assembler/instructions.ts";
import { clamp, halfExp } from "./exponential.ts";
import type { Lanes, Vector } from "./lanes.ts";

/*
 * tanh x = x P(x²) / Q(x²), a rational function of degrees 13 and 6 for |x| ≤ 7.905, with the coefficients that Eigen and XLA use.
 * Beyond, tanh is 1 to single precision within the stated error: the quotient stays what it is at the bound, so that x times it is above 1.
 */
const tanhNumerator = [
  -2.76076848e-16, 2.000188e-13, -8.604672e-11, 5.1222971e-8, 1.48572236e-5, 6.3726193e-4, 4.8935246e-3,
];
const tanhDenominator = [1.1982584e-6, 1.1853471e-4, 2.26843463e-3, 4.893525e-3];
const tanhBound = 7.90531110763549805;

/** tanh x. */
export function tanh(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const square = m.let(f32x4.pmin(f32x4.mul(x, x), f32x4.const(tanhBound * tanhBound)));
  // The quotient first: x times the numerator would leave the normal range for small x.
  const quotient = f32x4.div(m.polynomial(square, tanhNumerator), m.polynomial(square, tanhDenominator));
  return clamp(m, f32x4.mul(x, quotient), -1, 1);
}

/** sinh x: its odd series below 1, (e^x − e^(−x)) / 2 above. */
export function sinh(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const magnitude = m.let(f32x4.abs(x));
  const square = m.let(f32x4.mul(x, x));
  const series = m.polynomial(square, [2.8062803e-6, 1.9838102e-4, 8.3333397e-3, 0.16666667]);
  const small = m.let(m.fma(series, f32x4.mul(square, x), x));
  const half = m.let(halfExp(m, magnitude));
  const large = m.withSign(f32x4.sub(half, f32x4.div(f32x4.const(0.25), half)), x);
  return m.select(f32x4.lt(magnitude, f32x4.const(1)), small, large);
}

/** cosh x = (e^|x| + e^(−|x|)) / 2. */
export function cosh(m: Lanes, x: Vector): Vector {
  const half = m.let(halfExp(m, m.let(f32x4.abs(x))));
  return f32x4.add(half, f32x4.div(f32x4.const(0.25), half));
}
