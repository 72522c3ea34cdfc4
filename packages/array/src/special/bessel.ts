import type { ArrayLike } from "../core/operands.ts";
import { besselI0e, besselI1e } from "../lax/bessel.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real } from "./operands.ts";

/** A function with its growth e^|x|, which alone overflows before the function does. */
function grown(x: NDArray, scaled: (x: NDArray) => NDArray, odd: boolean): NDArray {
  const half = lax.exp(lax.mul(lax.abs(x), 0.5));
  const product = lax.mul(lax.mul(half, scaled(x)), half);
  return lax.select(lax.eq(half, Infinity), odd ? lax.mul(half, lax.sign(x)) : half, product);
}

function orderZero(x: NDArray): NDArray {
  return customDerivative("i0", [x], (v) => grown(v, besselI0e, false), [(t, v) => lax.mul(t, orderOne(v))]);
}

function orderOne(x: NDArray): NDArray {
  return customDerivative("i1", [x], (v) => grown(v, besselI1e, true), [
    (t, v) => {
      // I₁(x) / x is 1/2 at 0.
      const zero = lax.eq(v, 0);
      const safe = lax.select(zero, 1, v);
      const slope = grown(safe, (u) => lax.sub(besselI0e(u), lax.div(besselI1e(u), u)), false);
      return lax.mul(t, lax.select(zero, 0.5, slope));
    },
  ]);
}

/**
 * The modified Bessel function of the first kind and order 0.
 *
 * @example
 * import { i0 } from "@proj/array/special";
 * i0(1); // ≈ 1.2661
 */
export function i0(x: ArrayLike): NDArray {
  return inSinglePrecision([real("i0", x)], orderZero);
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
  return inSinglePrecision([real("i1", x)], orderOne);
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
