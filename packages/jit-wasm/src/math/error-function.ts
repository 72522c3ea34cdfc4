import { f32x4, i32x4, v128 } from "../assembler/instructions.ts";
import { clamp, exp } from "./exponential.ts";
import type { Lanes, Vector } from "./lanes.ts";

/* erf x = x A(x²) / B(x²) for |x| ≤ 3.8325, where erf reaches 1 in single precision; the coefficients are those of XLA. */
const erfNumerator = [
  2.2905065861350646e-4, 3.4082910107109506e-3, 5.0955695062380861e-2, 0.18520832239976145, 1.128379143519084,
];
const erfDenominator = [
  -1.1791602954361697e-7, 2.3547966471313185e-5, 1.0179625278914885e-3, 1.4070470171167667e-2, 0.11098505178285362,
  0.49746925110067538, 1,
];

/** erf x. The quotient does not quite reach 1, which is the nearest number from 3.92 on. */
export function erf(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const bound = 3.832506856900711;
  const bounded = m.let(clamp(x, -bound, bound));
  const square = m.let(f32x4.mul(bounded, bounded));
  const quotient = f32x4.div(m.polynomial(square, erfNumerator), m.polynomial(square, erfDenominator));
  const regular = f32x4.mul(bounded, quotient);
  return m.select(f32x4.gt(f32x4.abs(x), f32x4.const(3.92)), m.withSign(f32x4.const(1), x), regular);
}

/** erf x / x in x² for |x| ≤ 0.6: relative error 1e-10. */
const erfSeries = [
  -7.34893058309e-4, 5.17670764274e-3, -2.68574592672e-2, 0.112837186601, -0.376126366576, 1.12837916698,
];

/** (1 + 2x) e^(x²) erfc x in (x − 2) / (x + 2) for 0.45 ≤ x ≤ 10.3, the form of Shepherd and Laframboise (1981): error 8e-9. */
const erfcTail = [
  -2.74895898797e-4, -1.24166371292e-3, 1.18608359222e-3, 8.64260193398e-3, -8.01634733795e-3, -5.42077198984e-2,
  0.164049819979, -0.166031062049, -9.27637940283e-2, 1.27697838734,
];

/** erfc x = 1 − erf x, relatively accurate in its tail; subnormal results included. */
export function erfc(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  return m.library
    .unary("erfc", (inner, x) => {
      const a = inner.let(f32x4.min(f32x4.abs(x), f32x4.const(10.2)));
      const square = inner.let(f32x4.mul(x, x));
      const small = inner.let(f32x4.sub(f32x4.const(1), f32x4.mul(x, inner.polynomial(square, erfSeries))));
      const v = inner.let(f32x4.div(f32x4.sub(a, f32x4.const(2)), f32x4.add(a, f32x4.const(2))));
      const smooth = f32x4.div(inner.polynomial(v, erfcTail), inner.fma(a, f32x4.const(2), f32x4.const(1)));
      // e^(−a²) by parts: the rounding error of a² would be multiplied by a². The high part keeps 12 bits, so its square is exact.
      const high = inner.let(v128.and(a, i32x4.const(-0x1000)));
      const rest = f32x4.mul(f32x4.sub(high, a), f32x4.add(high, a));
      const gaussian = f32x4.mul(exp(inner, f32x4.neg(f32x4.mul(high, high))), exp(inner, rest));
      const large = inner.let(f32x4.mul(gaussian, smooth));
      const tail = inner.select(f32x4.lt(x, f32x4.const(0)), f32x4.sub(f32x4.const(2), large), large);
      return inner.select(f32x4.lt(f32x4.abs(x), f32x4.const(0.5)), small, tail);
    })
    .call({ x });
}
