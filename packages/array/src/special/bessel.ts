import type { ArrayLike } from "../core/operands.ts";
import { besselI0e, besselI1e } from "../lax/bessel.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real } from "../numpy/elementwise.ts";

/** Without the factor e^-|x|. */
const grown = (x: NDArray, scaled: (x: NDArray) => NDArray): NDArray =>
  inSinglePrecision([x], (v) => lax.mul(lax.exp(lax.abs(v)), scaled(v)));

/**
 * The modified Bessel function of the first kind and order 0.
 *
 * @example
 * import { i0 } from "@proj/array/special";
 * i0(1); // ≈ 1.2661
 */
export function i0(x: ArrayLike): NDArray {
  return grown(real("i0", x), besselI0e);
}

/**
 * {@link i0} without its growth: e^-|x| I₀(x).
 *
 * @example
 * import { i0e } from "@proj/array/special";
 * i0e(1); // ≈ 0.4658
 */
export function i0e(x: ArrayLike): NDArray {
  return besselI0e(real("i0e", x));
}

/**
 * The modified Bessel function of the first kind and order 1.
 *
 * @example
 * import { i1 } from "@proj/array/special";
 * i1(1); // ≈ 0.5652
 */
export function i1(x: ArrayLike): NDArray {
  return grown(real("i1", x), besselI1e);
}

/**
 * {@link i1} without its growth: e^-|x| I₁(x).
 *
 * @example
 * import { i1e } from "@proj/array/special";
 * i1e(1); // ≈ 0.2079
 */
export function i1e(x: ArrayLike): NDArray {
  return besselI1e(real("i1e", x));
}
