import type { ScalarForm } from "./form.ts";
import * as reference from "./erf-double.ts";

/* erf x = x A(x²) / B(x²) for |x| ≤ 3.8325, where erf reaches 1 in single precision; the coefficients are those of XLA. */
const erfNumerator = [2.29050659e-4, 3.408291e-3, 0.050955695, 0.18520832, 1.1283791];
const erfDenominator = [-1.1791603e-7, 2.3547966e-5, 1.01796253e-3, 0.01407047, 0.11098505, 0.49746925, 1];
const erfBound = 3.832506856900711;

/** erf x. The quotient does not quite reach 1, which is the nearest number from 3.92 on. */
export const erf: ScalarForm = {
  evaluate: reference.erf,
  lanes(m, argument, { f32x4 }) {
    const x = m.let(argument);
    const bounded = m.let(f32x4.pmax(f32x4.pmin(x, f32x4.const(erfBound)), f32x4.const(-erfBound)));
    const square = m.let(f32x4.mul(bounded, bounded));
    const quotient = f32x4.div(m.polynomial(square, erfNumerator), m.polynomial(square, erfDenominator));
    const regular = f32x4.mul(bounded, quotient);
    return m.select(f32x4.gt(f32x4.abs(x), f32x4.const(3.92)), m.withSign(f32x4.const(1), x), regular);
  },
};

/** erf x / x in x² for |x| ≤ 0.6: relative error 1e-10. */
const erfSeries = [-7.348931e-4, 5.1767076e-3, -0.02685746, 0.11283719, -0.37612637, 1.1283792];

/** (1 + 2x) e^(x²) erfc x in (x − 2) / (x + 2) for 0.45 ≤ x ≤ 10.3, the form of Shepherd and Laframboise (1981): error 8e-9. */
const erfcTail = [
  -2.748959e-4, -1.2416637e-3, 1.18608359e-3, 8.642602e-3, -8.016347e-3, -0.05420772, 0.16404982, -0.16603106,
  -0.0927638, 1.2769784,
];

/** erfc x = 1 − erf x, relatively accurate in its tail; subnormal results included. */
export const erfc: ScalarForm = {
  evaluate: reference.erfc,
  lanes(m, argument, { exp, f32x4, i32x4, v128 }) {
    const x = m.let(argument);
    const a = m.let(f32x4.min(f32x4.abs(x), f32x4.const(10.2)));
    const square = m.let(f32x4.mul(x, x));
    const small = m.let(f32x4.sub(f32x4.const(1), f32x4.mul(x, m.polynomial(square, erfSeries))));
    const v = m.let(f32x4.div(f32x4.sub(a, f32x4.const(2)), f32x4.add(a, f32x4.const(2))));
    const smooth = f32x4.div(m.polynomial(v, erfcTail), m.fma(a, f32x4.const(2), f32x4.const(1)));
    // e^(−a²) by parts: the rounding error of a² would be multiplied by a². The high part keeps 12 bits, so its square is exact.
    const high = m.let(v128.and(a, i32x4.const(-0x1000)));
    const rest = f32x4.mul(f32x4.sub(high, a), f32x4.add(high, a));
    const gaussian = f32x4.mul(exp(m, f32x4.neg(f32x4.mul(high, high))), exp(m, rest));
    const large = m.let(f32x4.mul(gaussian, smooth));
    const tail = m.select(f32x4.lt(x, f32x4.const(0)), f32x4.sub(f32x4.const(2), large), large);
    return m.select(f32x4.lt(f32x4.abs(x), f32x4.const(0.5)), small, tail);
  },
};
