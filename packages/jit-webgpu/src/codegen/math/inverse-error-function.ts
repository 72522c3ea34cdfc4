import type { Helper } from "../kernel-builder.ts";
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

const table = (name: string, values: readonly number[]): string =>
  `const ${name} = array<f32, ${values.length}>(\n  ${values.map((value) => literal(Math.fround(value))).join(", ")});`;

/** Near the centre, in w − 2.5, and then in the tails, in √w − 3. */
const gilesTable = table("giles", [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941, -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
  -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
]);
const numeratorTable = table("log1p_numerator", [
  4.5270000862445199635215e-5, 4.9854102823193375972212e-1, 6.5787325942061044846969, 2.9911919328553073277375e1,
  6.0949667980987787057556e1, 5.7112963590585538103336e1, 2.0039553499201281259648e1,
]);
const denominatorTable = table("log1p_denominator", [
  1, 1.5062909083469192043167e1, 8.3047565967967209469434e1, 2.2176239823732856465394e2, 3.0909872225312059774938e2,
  2.1642788614495947685003e2, 6.0118660497603843919306e1,
]);
/** Nine coefficients in three polynomials of the fraction, which are joined in its cube. */
const logTable = table("log_parts", [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);

const f = (value: number): string => literal(Math.fround(value));

/** n / d and √x rounded once. WGSL lets hardware miss by 2.5 units; a Newton step whose residual is exact makes that good. */
const quotient = (fused: boolean): Helper => ({
  name: "quotient",
  code: `fn quotient(n: f32, d: f32) -> f32 {
  let q = n / d;
  return ${fused ? "fma(fma(-q, d, n), 1 / d, q)" : "q"};
}`,
});
const root = (fused: boolean): Helper => ({
  name: "root",
  code: `fn root(x: f32) -> f32 {
  let r = sqrt(x);
  return ${fused ? "fma(fma(-r, r, x), 0.5 / r, r)" : "r"};
}`,
});

/** log(1 − s) for 0 ≤ s < 1. */
const logOfComplement = (fused: boolean): Helper => ({
  name: "log_of_complement",
  needs: [fusedMultiplyAddHelper(fused), quotient(fused), rounded],
  code: `${numeratorTable}
${denominatorTable}
${logTable}
fn log_of_complement(s: f32) -> f32 {
  if (s < ${f(Math.SQRT2 - 1)}) {
    var p = log1p_numerator[0];
    var q = log1p_denominator[0];
    for (var k = 1; k < 7; k++) {
      p = fusedMultiplyAdd(p, -s, log1p_numerator[k]);
      q = fusedMultiplyAdd(q, -s, log1p_denominator[k]);
    }
    let square = rounded(s * s);
    return fusedMultiplyAdd(-0.5, square, rounded(rounded(-s * square) * quotient(p, q))) - s;
  }
  let x = bitcast<i32>(rounded(1 - s));
  let n = (x - 0x3f3504f3) >> 23u;
  let m = bitcast<f32>(x - (n << 23u)) - 1;
  let square = rounded(m * m);
  let cube = rounded(square * m);
  var series = 0f;
  for (var k = 0; k < 9; k += 3) {
    var part = log_parts[k];
    part = fusedMultiplyAdd(part, m, log_parts[k + 1]);
    part = fusedMultiplyAdd(part, m, log_parts[k + 2]);
    series = fusedMultiplyAdd(series, cube, part);
  }
  let correction = fusedMultiplyAdd(${f(-2.1219444e-4)}, f32(n), rounded(series * cube));
  return fusedMultiplyAdd(0.693359375, f32(n), rounded(fusedMultiplyAdd(-0.5, square, m) + correction));
}`,
});

/** The inverse of erf: ±1 give ±∞, anything outside NaN. */
export const erfInv = (fused: boolean): Helper => {
  const helper = unaryHelper(
    "erf_inv_f32",
    [fusedMultiplyAddHelper(fused), logOfComplement(fused), root(fused), rounded, infinity, nan, withSign],
    `
let a = abs(x);
if (a >= 1) { return select(nan(), withSign(infinity(), x), a == 1); }
let w = -log_of_complement(rounded(x * x));
let far = w >= 5;
let v = select(w - 2.5, root(w) - 3, far);
let first = select(0, 9, far);
var p = giles[first];
for (var k = first + 1; k < first + 9; k++) { p = fusedMultiplyAdd(p, v, giles[k]); }
return p * x;`,
  );
  return { ...helper, code: `${gilesTable}\n${helper.code}` };
};
