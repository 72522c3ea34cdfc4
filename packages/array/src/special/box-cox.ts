import type { ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { floats } from "./operands.ts";

/** (e^(λ · logarithm) - 1) / λ, and the logarithm where λ is 0. */
function transformed(logarithm: NDArray, lambda: NDArray): NDArray {
  return customDerivative(
    "boxcox",
    [logarithm, lambda],
    (x, k) => {
      const zero = lax.eq(k, 0);
      const safe = lax.select(zero, 1, k);
      return lax.select(zero, x, lax.div(lax.expm1(lax.mul(safe, x)), safe));
    },
    [
      (t, x, k) => lax.mul(t, lax.exp(lax.mul(k, x))),
      (t, x, k) => {
        const zero = lax.eq(k, 0);
        const safe = lax.select(zero, 1, k);
        const slope = lax.div(lax.sub(lax.mul(x, lax.exp(lax.mul(safe, x))), transformed(x, safe)), safe);
        return lax.mul(t, lax.select(zero, lax.mul(lax.square(x), 0.5), slope));
      },
    ],
  );
}

/**
 * The transformation of Box and Cox, (xᵏ - 1) / k with k = `lmbda`; log x where that is 0.
 *
 * @param x - positive numbers; NaN below 0.
 * @param lmbda - the exponent.
 * @example
 * import { boxcox } from "@proj/array/special";
 * boxcox(2, 2); // → 1.5
 */
export function boxcox(x: ArrayLike, lmbda: ArrayLike): NDArray {
  const operands = floats("boxcox", x, lmbda);
  return inSinglePrecision(operands, (v, lambda) => transformed(lax.log(v), lambda));
}

/**
 * {@link boxcox} of 1 + x, accurate also where x is tiny.
 *
 * @param x - numbers above -1; NaN below.
 * @param lmbda - the exponent.
 * @example
 * import { boxcox1p } from "@proj/array/special";
 * boxcox1p(1, 2); // → 1.5
 */
export function boxcox1p(x: ArrayLike, lmbda: ArrayLike): NDArray {
  const operands = floats("boxcox1p", x, lmbda);
  return inSinglePrecision(operands, (v, lambda) => transformed(lax.log1p(v), lambda));
}
