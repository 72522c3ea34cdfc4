import { erfInvCoefficients } from "./erf-inv-coefficients.ts";

/*
 * erf and erfc to double precision: the Maclaurin series near zero and a continued fraction for the tail
 * (Abramowitz & Stegun 7.1.6 and 7.1.14), which need no tables. The inverse starts from Giles' single-precision
 * polynomial ("Approximating the erfinv function", 2011) and is polished by Newton steps on erf.
 */

const twoOverSqrtPi = 2 / Math.sqrt(Math.PI);

/** erf by 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)); every term is positive, so nothing cancels. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return twoOverSqrtPi * Math.exp(-x * x) * sum;
}

/** erfc for x ≥ 2 by its continued fraction, evaluated from the far end. */
function erfcFraction(x: number): number {
  let fraction = 0;
  for (let k = 120; k >= 1; k--) fraction = k / 2 / (x + fraction);
  // exp(-x²) by parts: the rounding error of x² would otherwise be multiplied by x².
  const high = Math.fround(x);
  return (Math.exp(-high * high) * Math.exp((high - x) * (high + x))) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** The error function 2/√π ∫₀ˣ e^(-t²) dt. */
export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  return magnitude < 2.5 ? erfSeries(x) : Math.sign(x) * (1 - erfcFraction(magnitude));
}

/** The complement 1 - erf(x), accurate where erf(x) is close to 1. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 27.3) return 0;
  return x < 2 ? 1 - erf(x) : erfcFraction(x);
}

/** Giles' polynomial: about seven digits. */
function erfInvApproximation(x: number): number {
  const { centre, tails } = erfInvCoefficients;
  const w = -Math.log1p(-x * x);
  const [polynomial, v] = w < 5 ? [centre, w - 2.5] : [tails, Math.sqrt(w) - 3];
  return polynomial.reduce((p, c) => p * v + c) * x;
}

/** The inverse of erf on (-1, 1); ±1 give ±∞ and anything outside NaN. */
export function erfInv(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) > 1) return Number.NaN;
  if (Math.abs(x) === 1) return x * Infinity;
  if (x === 0) return x;
  let y = erfInvApproximation(x);
  // Two steps are enough except next to ±1, where the polynomial was not meant to be used.
  for (let step = 0; step < 10; step++) {
    const error = Math.abs(y) < 1 ? erf(y) - x : Math.sign(x) * (1 - Math.abs(x) - erfc(Math.abs(y)));
    const slope = twoOverSqrtPi * Math.exp(-y * y);
    // Halley's correction: the second derivative of erf is -2y times the first.
    const newton = error / slope;
    const change = newton / (1 + y * newton);
    y -= change;
    if (Math.abs(change) <= 1e-16 * Math.abs(y)) break;
  }
  return y;
}
