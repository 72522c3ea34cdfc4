import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import * as special from "@proj/array/special";

/** A special function, and how near it comes to the values that JAX and mpmath computed. */
export interface Row {
  readonly f: (...args: (NDArray | number)[]) => NDArray;
  /** Its largest error in units of the last place, in single and in double precision. */
  readonly ulp: readonly [single: number, double: number];
  /** The same of its derivatives. */
  readonly slopes: readonly [single: number, double: number];
  /** The size below which an error counts as that of a number of this size; default 0: all digits of every number are right. */
  readonly absolute?: number;
  /** The same of derivatives; default `absolute`. */
  readonly slopesAbsolute?: number;
  /** Why JAX's values or derivatives are wrong by more than a part of 2e-5 or 1e-10, derivatives ten times that. */
  readonly jaxIsOff?: string | undefined;
  /** Values at edges that are not JAX's: by their arguments, as they are printed. */
  readonly edges?: undefined | { readonly reason: string; readonly values: Readonly<Record<string, number>> };
}

const infinite = (reason: string, ...where: readonly string[]): Row["edges"] => ({
  reason,
  values: Object.fromEntries(where.map((at) => [at, at.startsWith("-") ? -Infinity : Infinity])),
});

const flushes = "JAX takes numbers below the normal ones for 0";

/** Every function, by the name under which the reference has its values. */
export const rows: Readonly<Record<string, Row>> = {
  gammaln: {
    f: special.gammaln,
    ulp: [4, 6],
    slopes: [8, 16],
    absolute: 1,
    jaxIsOff: "its second derivative takes ζ(2, x) by a series that x below 0 spoils",
  },
  gammasgn: { f: special.gammasgn, ulp: [0, 0], slopes: [0, 0] },
  loggamma: {
    f: special.loggamma,
    ulp: [4, 6],
    slopes: [8, 16],
    jaxIsOff: "beside the zeros at 1 and 2 its formula is a difference of larger numbers",
    edges: { reason: "the logarithms of 1 are 0", values: { "1": 0, "2": 0 } },
  },
  gamma: {
    f: special.gamma,
    ulp: [4, 6],
    slopes: [16, 32],
    slopesAbsolute: 0.01,
    jaxIsOff: "its second derivative takes ζ(2, x) by a series that x below 0 spoils",
  },
  digamma: {
    f: special.digamma,
    ulp: [4, 8],
    slopes: [8, 16],
    absolute: 1,
    jaxIsOff: "its derivatives take ζ(s, x) by a series that x below 0 spoils",
  },
  factorial: { f: (n) => special.factorial(n), ulp: [4, 10], slopes: [16, 32] },
  betaln: {
    f: special.betaln,
    ulp: [4, 8],
    slopes: [16, 32],
    absolute: 1,
    jaxIsOff: "its correction of Stirling's formula has nine digits, whatever the precision",
  },
  beta: {
    f: special.beta,
    ulp: [16, 32],
    slopes: [32, 64],
    jaxIsOff: "its correction of Stirling's formula has nine digits, whatever the precision",
  },
  comb: { f: (n, k) => special.comb(n, k), ulp: [24, 48], slopes: [0, 0] },
  // The exponent of the density, which is up to 90 or 700, is rounded once.
  gammainc: {
    f: special.gammainc,
    ulp: [100, 800],
    slopes: [100, 800],
    edges: { reason: "an infinite shape leaves nothing below any number", values: { "Infinity, 1": 0 } },
  },
  gammaincc: {
    f: special.gammaincc,
    ulp: [100, 800],
    slopes: [100, 800],
    jaxIsOff: "where it is small beside x = 0 it is a difference from 1",
    edges: { reason: "an infinite shape leaves all above any number", values: { "Infinity, 1": 1 } },
  },
  randomGammaGrad: {
    f: lax.randomGammaGrad,
    ulp: [64, 128],
    slopes: [0, 0],
    jaxIsOff: "its series ends before it has begun where the density underflows",
  },
  betainc: {
    f: special.betainc,
    ulp: [16, 100],
    slopes: [300, 300],
    absolute: 1,
    jaxIsOff: "its density is a difference of logarithms of size a log a",
  },
  zeta: {
    f: special.zeta,
    ulp: [4, 16],
    slopes: [20, 64],
    jaxIsOff: "it has no derivative below 0, and powers that underflow in single precision are 0",
  },
  ...Object.fromEntries(
    [0, 1, 2, 5].map((n): [string, Row] => [
      `polygamma ${n}`,
      {
        f: (x) => special.polygamma(n, x),
        ulp: [4, 8],
        slopes: [8, 16],
        jaxIsOff: "powers that underflow in single precision are 0",
        edges: n === 0 ? undefined : { reason: "it vanishes at infinity", values: { Infinity: 0 } },
      },
    ]),
  ),
  // Derivatives of what decays are differences of nearly equal numbers, as in JAX.
  i0e: { f: special.i0e, ulp: [3, 6], slopes: [8, 16], slopesAbsolute: 0.1, jaxIsOff: "its derivatives cancel" },
  i1e: { f: special.i1e, ulp: [3, 6], slopes: [6000, 3000], slopesAbsolute: 0.1, jaxIsOff: "its derivatives cancel" },
  i0: {
    f: special.i0,
    ulp: [4, 6],
    slopes: [8, 16],
    jaxIsOff: "its derivative is a difference of nearly equal numbers beside 0",
    edges: infinite("it grows without bound", "Infinity", "-Infinity"),
  },
  i1: {
    f: special.i1,
    ulp: [4, 6],
    slopes: [8, 16],
    edges: infinite("it grows without bound", "Infinity", "-Infinity"),
  },
  ndtr: { f: special.ndtr, ulp: [4, 6], slopes: [8, 16], jaxIsOff: flushes },
  logNdtr: {
    f: (x) => special.logNdtr(x),
    ulp: [4, 6],
    slopes: [1000, 1000],
    jaxIsOff: "above 0 it is the logarithm of a number near 1, below -10 or -20 the start of a series",
  },
  // A quantile of size x is wrong by its rounding, which its density magnifies by x².
  ndtri: { f: special.ndtri, ulp: [4, 12], slopes: [200, 600], slopesAbsolute: 1e-3 },
  ...Object.fromEntries(
    [1, 2, 5].map((d): [string, Row] => [
      `multigammaln ${d}`,
      { f: (x) => special.multigammaln(x, d), ulp: [8, 16], slopes: [16, 32], absolute: 1 },
    ]),
  ),
  exp1: { f: special.exp1, ulp: [4, 6], slopes: [16, 32] },
  expi: {
    f: special.expi,
    ulp: [12, 400],
    slopes: [16, 32],
    jaxIsOff: "beside its zero it is a difference of larger numbers",
    edges: { reason: "the integral falls without bound", values: { "0": -Infinity } },
  },
  ...Object.fromEntries(
    [0, 1, 2, 5, 40].map((n): [string, Row] => [
      `expn ${n}`,
      {
        f: (x) => special.expn(n, x),
        ulp: [16, 32],
        slopes: [32, 64],
        jaxIsOff: n === 0 ? "the derivative would be that of order -1, which it has not" : undefined,
        edges: n < 2 ? undefined : { reason: "the integral of t⁻ⁿ is 1 / (n - 1)", values: { "0": 1 / (n - 1) } },
      },
    ]),
  ),
  // Derivatives are differences of 1 and a product, as in JAX.
  dawsn: { f: special.dawsn, ulp: [16, 100], slopes: [64, 400], slopesAbsolute: 1, jaxIsOff: "so they are there" },
  erfcx: {
    f: special.erfcx,
    ulp: [4, 6],
    slopes: [1000, 1000],
    slopesAbsolute: 0.1,
    jaxIsOff: "its derivatives are a difference of two large numbers",
  },
  relEntr: {
    f: special.relEntr,
    ulp: [4, 6],
    slopes: [16, 32],
    jaxIsOff: "it is a difference of two products that nearly cancel",
    edges: { reason: "an infinite probability is not undefined", values: { "Infinity, 1": Infinity } },
  },
  klDiv: {
    f: special.klDiv,
    ulp: [4, 6],
    slopes: [1000, 2000],
    jaxIsOff: "it is a difference of two products that nearly cancel",
  },
  boxcox: { f: special.boxcox, ulp: [16, 32], slopes: [8000, 16000], jaxIsOff: "its derivatives cancel" },
  boxcox1p: { f: special.boxcox1p, ulp: [16, 32], slopes: [8000, 16000], jaxIsOff: "its derivatives cancel" },
  "fresnel S": { f: (x) => special.fresnel(x)[0], ulp: [4, 6], slopes: [64, 200], slopesAbsolute: 1 },
  "fresnel C": { f: (x) => special.fresnel(x)[1], ulp: [4, 6], slopes: [64, 200], slopesAbsolute: 1 },
  "sici Si": { f: (x) => special.sici(x)[0], ulp: [4, 6], slopes: [8, 16], slopesAbsolute: 0.01 },
  "sici Ci": { f: (x) => special.sici(x)[1], ulp: [16, 32], slopes: [8, 16], absolute: 0.1 },
  spence: {
    f: special.spence,
    ulp: [4, 16],
    slopes: [8, 16],
    jaxIsOff: "its derivative is that of its formula, which has none at some points",
    edges: { reason: "it falls without bound", values: { Infinity: -Infinity } },
  },
  owensT: { f: special.owensT, ulp: [0, 0], slopes: [0, 0], absolute: 0.01 },
  ...Object.fromEntries(
    [0, 1, 3].map((k): [string, Row] => [
      `besselJn ${k}`,
      {
        f: (z) => special.besselJn(z, { v: 3 }).get(k),
        ulp: [64, 128],
        slopes: [64, 128],
        absolute: 0.05,
        jaxIsOff: "its recurrence overflows where z is small",
      },
    ]),
  ),
  poch: { f: special.poch, ulp: [40, 80], slopes: [80, 160] },
};
