import { erfInvCoefficients } from "@proj/array/core";
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { infinity, nan, rounded, withSign } from "./bits.ts";
import { fusedMultiplyAddHelper } from "./fused-multiply-add.ts";
import { literal, unaryHelper } from "./helper.ts";

/*
 * The inverse of erf after M. Giles, "Approximating the erfinv function" (2011), operation by operation as XLA computes it on the
 * CPU: random normal numbers are made with it, and with anything more accurate they would not be those that JAX draws from the same
 * key. log1p is that of S. Moshier's Cephes library: rational near zero, else the logarithm of the sum.
 *
 * Every multiply-add is rounded once, every other operation too, on every device: quotient and root are corrected where the
 * hardware is only nearly right.
 */

const { log1pNumerator, log1pDenominator, logHigh, logMiddle, logLow, centre, tails } = erfInvCoefficients;
const [ln2High, ln2Low] = erfInvCoefficients.ln2;

const f = (value: number): string => literal(Math.fround(value));
const tables = [log1pNumerator, log1pDenominator, logHigh, logMiddle, logLow, centre, tails];
const coefficients = tables.flat();
/** Where a polynomial begins among the coefficients. */
const from = (table: readonly number[]): number => tables.slice(0, tables.indexOf(table)).flat().length;

/** n / d and √x rounded once. WGSL lets hardware miss by 2.5 units; a Newton step whose residual is exact makes that good. */
const quotient = (fused: boolean): Helper => ({
  name: "nearest_quotient",
  code: `fn nearest_quotient(n: f32, d: f32) -> f32 {
  let q = n / d;
  return ${fused ? "fma(fma(-q, d, n), 1 / d, q)" : "q"};
}`,
});
const root = (fused: boolean): Helper => ({
  name: "nearest_root",
  code: `fn nearest_root(x: f32) -> f32 {
  let r = sqrt(x);
  return ${fused ? "fma(fma(-r, r, x), 0.5 / r, r)" : "r"};
}`,
});

/** The polynomial whose coefficients begin at `first`: a loop, since on devices without the instruction each step is long. */
const horner = (fused: boolean): Helper => ({
  name: "erf_inv_polynomial",
  needs: [fusedMultiplyAddHelper(fused)],
  code: `const erf_inv_coefficients = array<f32, ${coefficients.length}>(
  ${coefficients.map(f).join(", ")});
fn erf_inv_polynomial(x: f32, first: i32, count: i32) -> f32 {
  var sum = erf_inv_coefficients[first];
  for (var k = 1; k < count; k++) { sum = fused_multiply_add(sum, x, erf_inv_coefficients[first + k]); }
  return sum;
}`,
});

/** log(1 − s) for 0 ≤ s < 1. Products with powers of two, and of n with few bits, are exact before they are added. */
const logOfComplement = (fused: boolean): Helper => ({
  name: "log_of_complement",
  needs: [fusedMultiplyAddHelper(fused), horner(fused), quotient(fused), rounded],
  code: `fn log_of_complement(s: f32) -> f32 {
  if (s < ${f(Math.SQRT2 - 1)}) {
    let p = erf_inv_polynomial(-s, ${from(log1pNumerator)}, ${log1pNumerator.length});
    let q = erf_inv_polynomial(-s, ${from(log1pDenominator)}, ${log1pDenominator.length});
    let square = rounded(s * s);
    let cube = rounded(-s * square);
    return rounded(rounded(cube * nearest_quotient(p, q)) - 0.5 * square) - s;
  }
  let bits = bitcast<i32>(rounded(1 - s));
  let exponent = (bits - 0x3f3504f3) >> 23u;
  let n = f32(exponent);
  let m = bitcast<f32>(bits - (exponent << 23u)) - 1;
  let square = rounded(m * m);
  let cube = rounded(square * m);
  var series = 0f;
  for (var k = 0; k < 9; k += 3) {
    series = fused_multiply_add(series, cube, erf_inv_polynomial(m, ${from(logHigh)} + k, 3));
  }
  let correction = fused_multiply_add(${f(ln2Low)}, n, rounded(series * cube));
  return rounded(rounded(m - 0.5 * square) + correction) + n * ${ln2High};
}`,
});

/** The inverse of erf: ±1 give ±∞, anything outside NaN. */
export const erfInv = (fused: boolean): Helper =>
  unaryHelper(
    "erf_inv_f32",
    [logOfComplement(fused), horner(fused), root(fused), rounded, infinity, nan, withSign],
    `
let a = abs(x);
let w = rounded(-log_of_complement(rounded(x * x)));
let central = w < 5;
let v = select(nearest_root(w) - 3, w - 2.5, central);
let inside = x * erf_inv_polynomial(v, select(${from(tails)}, ${from(centre)}, central), ${centre.length});
return select(inside, select(nan(), with_sign(infinity(), x), a == 1), a >= 1);`,
  );
