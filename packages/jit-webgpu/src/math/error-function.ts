import { leadingBits, withSign } from "./bits.ts";
import { exp } from "./exponential.ts";
import { polynomial, unaryHelper } from "./helper.ts";

/* erf x = x A(x²) / B(x²) for |x| ≤ 3.8325, where erf reaches 1 in single precision; the coefficients are those of XLA. */
const erfNumerator = polynomial(
  "square",
  [2.2905065861350646e-4, 3.4082910107109506e-3, 5.0955695062380861e-2, 0.18520832239976145, 1.128379143519084],
);
const erfDenominator = polynomial(
  "square",
  [
    -1.1791602954361697e-7, 2.3547966471313185e-5, 1.0179625278914885e-3, 1.4070470171167667e-2, 0.11098505178285362,
    0.49746925110067538, 1,
  ],
);

/** erf x. The quotient does not quite reach 1, which is the nearest number from 3.92 on. */
export const erf = unaryHelper(
  "erf_f32",
  [withSign],
  `
let bounded = clamp(x, -3.832506856900711, 3.832506856900711);
let square = bounded * bounded;
let p = ${erfNumerator};
let q = ${erfDenominator};
return with_sign(select(bounded * (p / q), 1, abs(x) > 3.92), x);`,
);

/** erf x / x in x² for |x| ≤ 0.6: relative error 1e-10. */
const erfSeries = polynomial(
  "square",
  [-7.34893058309e-4, 5.17670764274e-3, -2.68574592672e-2, 0.112837186601, -0.376126366576, 1.12837916698],
);

/** (1 + 2x) e^(x²) erfc x in (x − 2) / (x + 2) for 0.45 ≤ x ≤ 10.3, the form of Shepherd and Laframboise (1981): error 8e-9. */
const erfcTail = polynomial(
  "v",
  [
    -2.74895898797e-4, -1.24166371292e-3, 1.18608359222e-3, 8.64260193398e-3, -8.01634733795e-3, -5.42077198984e-2,
    0.164049819979, -0.166031062049, -9.27637940283e-2, 1.27697838734,
  ],
);

/** erfc x = 1 − erf x, relatively accurate in its tail. */
export const erfc = unaryHelper(
  "erfc_f32",
  [exp, leadingBits],
  `
let square = x * x;
let near = 1 - x * (${erfSeries});
let a = min(abs(x), 10.2);
let v = (a - 2) / (a + 2);
let slow = (${erfcTail}) / (2 * a + 1);
// e^(−a²) by parts: the rounding error of a² would be multiplied by a². The high part has 12 bits, so its square is exact.
let high = leading_bits(a);
let tail = exp_f32(-high * high) * exp_f32((high - a) * (high + a)) * slow;
return select(select(tail, 2 - tail, x < 0), near, abs(x) < 0.5);`,
);
