import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import * as special from "@proj/array/special";

/** A special function, and how near it comes to the values that JAX and SciPy computed. */
export interface Row {
  readonly f: (...args: (NDArray | number)[]) => NDArray;
  /**
   * Its largest error in units of the last place, in single and in double precision: against SciPy's value in double precision
   * for the same arguments.
   */
  readonly ulp: readonly [single: number, double: number];
  /** The size below which an error counts as one of a number of this size; default 0: all digits of every number are right. */
  readonly absolute?: number;
  /** Why JAX's values are further from SciPy's than a part of 2e-5 or 1e-10; without a reason none is. */
  readonly jaxIsOff?: string;
  /** Why derivatives of JAX are further from ours than a part of 2e-4 or 1e-8. */
  readonly slopesAreOff?: string;
  /** Values at edges that are not JAX's: by their arguments, as they are printed. */
  readonly edges?: { readonly reason: string; readonly values: Readonly<Record<string, number>> };
}

/** Every function, by the name under which the reference has its values. */
export const rows: Readonly<Record<string, Row>> = {
  gammaln: { f: special.gammaln, ulp: [4, 6], absolute: 1 },
  gammasgn: { f: special.gammasgn, ulp: [0, 0] },
  loggamma: { f: special.loggamma, ulp: [4, 6] },
  gamma: { f: special.gamma, ulp: [4, 6] },
  digamma: { f: special.digamma, ulp: [4, 8], absolute: 1 },
  factorial: { f: (n) => special.factorial(n), ulp: [4, 6] },
  betaln: { f: special.betaln, ulp: [4, 8], absolute: 1 },
  beta: { f: special.beta, ulp: [8, 16] },
  comb: { f: (N, k) => special.comb(N, k), ulp: [16, 32] },
  gammainc: { f: special.gammainc, ulp: [200, 1000] },
  gammaincc: { f: special.gammaincc, ulp: [200, 1000] },
  randomGammaGrad: { f: lax.randomGammaGrad, ulp: [0, 0] },
  betainc: { f: special.betainc, ulp: [40, 100], absolute: 1 },
  zeta: { f: special.zeta, ulp: [4, 8] },
  ...Object.fromEntries(
    [0, 1, 2, 5].map((n): [string, Row] => [
      `polygamma ${n}`,
      { f: (x: NDArray | number) => special.polygamma(n, x), ulp: [4, 8] },
    ]),
  ),
  i0e: { f: special.i0e, ulp: [3, 6] },
  i1e: { f: special.i1e, ulp: [3, 6] },
  i0: { f: special.i0, ulp: [4, 6] },
  i1: { f: special.i1, ulp: [4, 6] },
  ndtr: { f: special.ndtr, ulp: [4, 6] },
  logNdtr: { f: (x) => special.logNdtr(x), ulp: [4, 6] },
  ndtri: { f: special.ndtri, ulp: [4, 12] },
  ...Object.fromEntries(
    [1, 2, 5].map((d): [string, Row] => [
      `multigammaln ${d}`,
      { f: (x: NDArray | number) => special.multigammaln(x, d), ulp: [8, 16], absolute: 1 },
    ]),
  ),
};
