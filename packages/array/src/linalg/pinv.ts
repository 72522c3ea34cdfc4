import { booleanOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, filled, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import { matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { greater } from "../numpy/comparison.ts";
import { multiply } from "../numpy/arithmetic.ts";
import { epsilonOf } from "./epsilon.ts";
import { matrices } from "./systems.ts";
import { adjoint, hermitianPart } from "./complex/adjoint.ts";
import { thinSvd } from "./svd.ts";

/** Options of {@link pinv}. */
export interface PinvOptions {
  /** Singular values up to this part of the largest one count as 0: a number, or one for each matrix; default 10·max(m, n)·ε. */
  readonly rtol?: ArrayLike;
  /** Says that the matrices are symmetric, for which there is a faster way; default false. */
  readonly hermitian?: boolean;
  /** NumPy's name for `rtol`. */
  readonly rcond?: ArrayLike;
}

const readers: OptionReaders<PinvOptions> = { rtol: arrayOption, hermitian: booleanOption, rcond: arrayOption };

/**
 * The pseudo-inverse of matrices (Moore and Penrose).
 *
 * @param a - `[..., m, n]`
 * @param options - `rtol` alone, or {@link PinvOptions}.
 * @returns float[..., n, m]
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { pinv } from "@proj/array/linalg";
 * pinv(array([[3], [4]])); // ≈ [[0.12, 0.16]]
 */
export function pinv(a: ArrayLike, options?: ArrayLike | PinvOptions): NDArray {
  const read = readPositionalOptions<PinvOptions>("pinv", [options], ["rtol"], readers);
  if (read.rcond !== undefined && read.rtol !== undefined) {
    throw new UsageError({
      operation: "pinv",
      received: "rtol and rcond",
      expected: "one of them: they are two names for one thing",
      remedy: "leave rcond out",
    });
  }
  const x = matrices("pinv", a);
  const [m, n] = x.shape.slice(-2) as [number, number];
  if (x.size === 0) return filled([...x.shape.slice(0, -2), n, m], 0, x.dtype);
  const { hermitian = false } = read;
  return pseudoInverse(x, read.rtol ?? read.rcond ?? 10 * Math.max(m, n) * epsilonOf(x), hermitian);
}

function pseudoInverse(x: NDArray, rtol: ArrayLike, hermitian: boolean): NDArray {
  const formula = (a: NDArray): NDArray => {
    const [u, s, vt] = thinSvd("pinv", a, hermitian);
    const tolerance = typeof rtol === "object" && rtol.ndim > 0 ? lax.expandDims(rtol, [rtol.ndim]) : rtol;
    const first = lax.sliceInDim(s, 0, 1, 1, s.ndim - 1);
    const isLarge = greater(s, multiply(convert(toArray(tolerance, "pinv"), s.dtype), first));
    const kept = lax.select(isLarge, s, Infinity);
    const scaled = lax.div(
      vt,
      lax.broadcastInDim(lax.convertElementType(kept, vt.dtype), vt.shape, [...kept.shape.keys()]),
    );
    return matrixProduct(adjoint(scaled), adjoint(u));
  };
  // G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems", 1973.
  const derivative = (t: NDArray, given: NDArray): NDArray => {
    const p = pseudoInverse(given, rtol, hermitian);
    const [a, da] = hermitian ? [hermitianPart(given), hermitianPart(t)] : [given, t];
    const [pt, dat] = [adjoint(p), adjoint(da)];
    const product = (...factors: readonly NDArray[]): NDArray =>
      factors.reduceRight((right, left) => matrixProduct(left, right));
    const tall = a.shape.at(-2)! >= a.shape.at(-1)!;
    const s = tall ? matrixProduct(matrixProduct(p, pt), dat) : product(p, pt, dat);
    const r = tall ? matrixProduct(matrixProduct(dat, pt), p) : product(dat, pt, p);
    const inside = lax.neg(tall ? matrixProduct(matrixProduct(p, da), p) : product(p, da, p));
    const left = lax.sub(s, tall ? matrixProduct(matrixProduct(s, a), p) : product(s, a, p));
    const right = lax.sub(r, tall ? matrixProduct(matrixProduct(p, a), r) : product(p, a, r));
    return lax.add(inside, lax.add(left, right));
  };
  return customDerivative("pinv", [x], formula, [derivative]);
}
