import * as np from "@proj/array";
import { array, type NDArray } from "@proj/array";
import { RegularGridInterpolator } from "@proj/array/interpolate";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import { dirichlet } from "@proj/array/stats";
import * as special from "@proj/array/special";
import { bicgstab, cg } from "@proj/autodiff/sparse-linalg";
import { key } from "@proj/random";

/*
 * Calls of functions of which the table of mistakes has none at which they are smooth: they stand in its place. A matrix of which one triangle
 * is read, or of which symmetry is expected, is made symmetric first, so that it stays so in every direction.
 */

/** A call: arguments, and what is called with them if it is not the function itself. */
export interface OwnCall {
  readonly args: readonly unknown[];
  readonly f?: (...args: never[]) => unknown;
}

const withArguments = (...args: readonly unknown[]): OwnCall => ({ args });

const as = <Args extends readonly unknown[]>(f: (...args: Args) => unknown, ...args: Args): OwnCall => ({ f, args });

const half = array([0.25, 0.5]);
const steep = array([1.5, 2.5]);
const matrix = array([
  [4, 1],
  [2, 3],
]);
const whole = array([1, 2], "int32");

const symmetric = (a: NDArray): NDArray => a.add(a.mT);

const loops = {
  scan: as(
    (state, xs) => np.scan((s: NDArray, x: NDArray) => [s.mul(x).add(1), np.sin(s)], state, xs),
    array(0.5),
    array([1, 2, 3]),
  ),
  foriLoop: as((x) => np.foriLoop(0, 3, (_, s: NDArray) => np.sin(s).mul(2), x), half),
  whileLoop: as(
    (x) =>
      np.whileLoop(
        (s: NDArray) => s.sum().lt(20),
        (s: NDArray) => s.mul(s).add(1),
        x,
      ),
    half,
  ),
  map: as((xs) => np.map((x: NDArray) => np.sin(x), xs), half),
  cond: as(
    (x) =>
      np.cond(
        x.sum().gt(0.5),
        (y: NDArray) => np.sin(y),
        (y: NDArray) => np.exp(y),
        x,
      ),
    half,
  ),
  switchCase: as((x) => np.switchCase(1, [(y: NDArray) => np.exp(y), (y: NDArray) => y.mul(y)], x), half),
  associativeScan: as((xs) => np.associativeScan((a: NDArray, b: NDArray) => a.mul(b), xs), array([1, 2, 3])),
} as const;

/** The calls by the names of functions. */
export const ownCalls: Readonly<Record<string, readonly OwnCall[]>> = {
  ...Object.fromEntries(
    Object.entries(loops).flatMap(([name, call]) => ["", "lax."].map((door) => [`${door}${name}`, [call]])),
  ),
  array: [withArguments(half)],
  asarray: [withArguments(half)],
  astype: [withArguments(half, "float32")],
  full: [withArguments([2], array(0.5))],
  fullLike: [withArguments(half, array(0.5))],
  emptyLike: [withArguments(half)],
  onesLike: [withArguments(half)],
  zerosLike: [withArguments(half)],
  roots: [withArguments(array([1, -3, 2]), { stripZeros: false })],
  logspace: [withArguments(array(0.5), array(1.5), { num: 3, dtype: "float32" })],
  geomspace: [withArguments(array(0.5), array(1.5), { num: 3, dtype: "float32" })],
  ravelTree: [withArguments({ a: half, b: matrix })],
  "lax.convertElementType": [withArguments(half, "float32")],
  "lax.polygamma": [withArguments(steep, half), as((x) => lax.polygamma(np.onesLike(x), x), half)],
  "lax.zeta": [withArguments(steep, half)],
  "special.zeta": [withArguments(steep, half)],
  "lax.betainc": [withArguments(half, half, half), as((x) => lax.betainc(np.onesLike(x), np.fullLike(x, 2), x), half)],
  "special.betainc": [withArguments(half, half, half), as((x) => special.betainc(1.5, 2, x), half)],
  "special.expn": [withArguments(half, half), as((x) => special.expn(2, x), half)],
  "nn.oneHot": [withArguments(half, 2)],
  "random.f": [withArguments(key(0), array(1.5), array(2.5), [4], { dtype: "float64" })],
  "stats.uniform.pdf": [withArguments(half, 0, array(2))],
  "stats.bernoulli.cdf": [withArguments(half, array(0.25))],
  "stats.gennorm.cdf": [withArguments(array([0, 1], "int32"), array(1.5))],
  "special.polygamma": [withArguments(whole, half)],
  "lax.igamma": [withArguments(half, half), as((x) => lax.igamma(np.onesLike(x), x), half)],
  "lax.igammac": [withArguments(half, half), as((x) => lax.igammac(np.onesLike(x), x), half)],
  "lax.igammaGradA": [withArguments(half, half), as((x) => lax.igammaGradA(np.onesLike(x), x), half)],
  "lax.randomGammaGrad": [withArguments(half, half), as((x) => lax.randomGammaGrad(np.onesLike(x), x), half)],
  "special.gammainc": [withArguments(half, half), as((x) => special.gammainc(1.5, x), half)],
  "special.gammaincc": [withArguments(half, half), as((x) => special.gammaincc(1.5, x), half)],
  "special.hyp1f1": [withArguments(half, half, half), as((x) => special.hyp1f1(0.5, 1.5, x), half)],
  "special.hyp2f1": [withArguments(half, half, steep, half), as((x) => special.hyp2f1(0.5, 0.75, 1.5, x), half)],
  "lax.linalg.eigh": [as((a) => lax.linalg.eigh(symmetric(a), { symmetrizeInput: false, lower: false }), matrix)],
  "lax.linalg.tridiagonalSolve": [withArguments(half, array([4, 5]), half, matrix)],
  "linalg.solve": [
    withArguments(matrix, half),
    as((a, b) => linalg.solve(symmetric(a), b, { assumeA: "pos" }), matrix, half),
  ],
  "linalg.pinv": [withArguments(matrix), as((a) => linalg.pinv(symmetric(a), { hermitian: true }), matrix)],
  ...Object.fromEntries(
    (["logpdf", "pdf"] as const).map((name) => [
      `stats.dirichlet.${name}`,
      [as((x, alpha) => dirichlet[name](x.div(x.sum()), alpha), half, steep)],
    ]),
  ),
  ...Object.fromEntries(
    (["logpmf", "pmf"] as const).map((name) => [`stats.poisson.${name}`, [withArguments(whole, array([1.5, 2.5]))]]),
  ),
  intersect1d: [as((x) => np.intersect1d(x, x, { size: 2, fillValue: 0 }), half)],
  piecewise: [as((x) => np.piecewise(x, [x.gt(0.4)], [(y: NDArray) => np.sin(y), (y: NDArray) => y.mul(y)]), half)],
  "interpolate.RegularGridInterpolator": [
    as((values, x) => new RegularGridInterpolator([array([0, 1, 2])], values).call(x), array([1, 3, 2]), half),
  ],
  "sparseLinalg.cg": [as((a, b) => cg(symmetric(a), b, { tol: 1e-14 }), matrix, half)],
  "sparseLinalg.bicgstab": [as((a, b) => bicgstab(a, b, { tol: 1e-14 }), matrix, half)],
};
