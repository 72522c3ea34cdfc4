import type { ScalarForm } from "./form.ts";

/*
 * tanh x = x P(x²) / Q(x²), a rational function of degrees 13 and 6 for |x| ≤ 7.905, with the coefficients that Eigen and XLA use.
 * Beyond, tanh is 1 to single precision within the stated error: the quotient stays what it is at the bound, so that x times it is above 1.
 */
const numerator = [
  -2.76076848e-16, 2.000188e-13, -8.604672e-11, 5.1222971e-8, 1.48572236e-5, 6.3726193e-4, 4.8935246e-3,
];
const denominator = [1.1982584e-6, 1.1853471e-4, 2.26843463e-3, 4.893525e-3];
const bound = 7.90531110763549805;

/** tanh x. */
export const tanh: ScalarForm = {
  lanes(m, argument, { f32x4 }) {
    const x = m.let(argument);
    const square = m.let(f32x4.pmin(f32x4.mul(x, x), f32x4.const(bound * bound)));
    // The quotient first: x times the numerator would leave the normal range for small x.
    const quotient = f32x4.div(m.polynomial(square, numerator), m.polynomial(square, denominator));
    return f32x4.pmax(f32x4.pmin(f32x4.mul(x, quotient), f32x4.const(1)), f32x4.const(-1));
  },
};
