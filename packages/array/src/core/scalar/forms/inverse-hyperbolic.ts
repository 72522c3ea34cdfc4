import type { ScalarForm } from "./form.ts";

/** asinh x = log(|x| + √(x² + 1)) with the sign of x, as log1p(|x| + x² / (1 + √(x² + 1))). */
export const asinh: ScalarForm = {
  lanes(m, argument, { f32x4, log, log1p }) {
    const x = m.let(argument);
    const a = m.let(f32x4.abs(x));
    const square = m.let(f32x4.mul(a, a));
    const root = f32x4.sqrt(f32x4.add(square, f32x4.const(1)));
    const moderate = m.let(log1p(m, f32x4.add(a, f32x4.div(square, f32x4.add(f32x4.const(1), root)))));
    // x² would overflow; the 1 under the root no longer counts.
    const large = m.let(f32x4.add(log(m, a), f32x4.const(Math.LN2)));
    return m.withSign(m.select(f32x4.gt(a, f32x4.const(2 ** 13)), large, moderate), x);
  },
};

/** acosh x = log1p(t + √(2t + t²)) with t = x − 1; NaN below 1. */
export const acosh: ScalarForm = {
  lanes(m, argument, { f32x4, log, log1p }) {
    const x = m.let(argument);
    const t = m.let(f32x4.sub(x, f32x4.const(1)));
    const moderate = m.let(log1p(m, f32x4.add(t, f32x4.sqrt(m.fma(t, t, f32x4.add(t, t))))));
    const large = m.let(f32x4.add(log(m, x), f32x4.const(Math.LN2)));
    return m.select(
      f32x4.gt(x, f32x4.const(2 ** 13)),
      large,
      m.select(f32x4.ge(x, f32x4.const(1)), moderate, f32x4.const(Number.NaN)),
    );
  },
};

/** atanh x = ½ log1p(2|x| / (1 − |x|)) with the sign of x. */
export const atanh: ScalarForm = {
  lanes(m, argument, { f32x4, log1p, v128 }) {
    const x = m.let(argument);
    const a = m.let(f32x4.abs(x));
    const ratio = f32x4.div(f32x4.add(a, a), f32x4.sub(f32x4.const(1), a));
    const result = m.let(f32x4.mul(log1p(m, ratio), f32x4.const(0.5)));
    // Outside [−1, 1] the ratio is negative, but above −2 it would still have a logarithm.
    const inside = f32x4.le(a, f32x4.const(1));
    return m.select(inside, v128.or(result, v128.and(x, f32x4.const(-0))), f32x4.const(Number.NaN));
  },
};
