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

/** The coefficients of all polynomials, each from the highest power down. */
const tables = {
  numerator: [
    4.5270000862445199635215e-5, 4.9854102823193375972212e-1, 6.5787325942061044846969, 2.9911919328553073277375e1,
    6.0949667980987787057556e1, 5.7112963590585538103336e1, 2.0039553499201281259648e1,
  ],
  denominator: [
    1, 1.5062909083469192043167e1, 8.3047565967967209469434e1, 2.2176239823732856465394e2, 3.0909872225312059774938e2,
    2.1642788614495947685003e2, 6.0118660497603843919306e1,
  ],
  /** Three polynomials of the fraction, which are joined in its cube. */
  logarithm: [
    7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
    2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  ],
  /** In w − 2.5. */
  centre: [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
  ],
  /** In √w − 3. */
  tails: [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
  ],
};

const f = (value: number): string => literal(Math.fround(value));
const coefficients = Object.values(tables).flat();
/** Where a polynomial begins among the coefficients. */
const from = (name: keyof typeof tables): number => coefficients.indexOf(tables[name][0] ?? NaN);

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
    let p = erf_inv_polynomial(-s, ${from("numerator")}, ${tables.numerator.length});
    let q = erf_inv_polynomial(-s, ${from("denominator")}, ${tables.denominator.length});
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
    series = fused_multiply_add(series, cube, erf_inv_polynomial(m, ${from("logarithm")} + k, 3));
  }
  let correction = fused_multiply_add(${f(-2.1219444e-4)}, n, rounded(series * cube));
  return rounded(rounded(m - 0.5 * square) + correction) + n * 0.693359375;
}`,
});

/** The inverse of erf: ±1 give ±∞, anything outside NaN. */
export const erfInv = (fused: boolean): Helper =>
  unaryHelper(
    "erf_inv_f32",
    [logOfComplement(fused), horner(fused), root(fused), rounded, infinity, nan, withSign],
    `
let a = abs(x);
if (a >= 1) { return select(nan(), with_sign(infinity(), x), a == 1); }
let w = rounded(-log_of_complement(rounded(x * x)));
let central = w < 5;
let v = select(nearest_root(w) - 3, w - 2.5, central);
return x * erf_inv_polynomial(v, select(${from("tails")}, ${from("centre")}, central), ${tables.centre.length});`,
  );
