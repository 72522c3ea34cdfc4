import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** log(1 - e⁻ˣ) of positive numbers, to all digits at both ends (Mächler 2012). */
export function log1mexp(x: NDArray): NDArray {
  const power = lax.neg(x);
  return lax.select(lax.lt(x, Math.LN2), lax.log(lax.neg(lax.expm1(power))), lax.log1p(lax.neg(lax.exp(power))));
}
