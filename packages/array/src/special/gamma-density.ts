import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { binet, digamma, gammaOf } from "./gamma-function.ts";
import { log1pLess } from "./logarithm.ts";

/**
 * xᵇ e⁻ˣ / Γ(b + 1) for x ≥ 0 and b > -1.
 *
 * @param a - b + 1, as exactly as it is known.
 */
export function gammaDensity(b: NDArray, a: NDArray, x: NDArray): NDArray {
  const power = lax.div(lax.mul(lax.pow(x, lax.min(b, 1)), lax.exp(lax.neg(x))), gammaOf(lax.min(a, 2)));
  // By Stirling's formula, whose exponent is 0 at x = b and keeps its digits around it.
  const c = lax.max(b, 1);
  const exponent = lax.mul(c, log1pLess(lax.div(lax.sub(x, c), c), lax.div(x, c)));
  const stirling = lax.mul(lax.exp(lax.sub(exponent, binet(c))), lax.rsqrt(lax.mul(c, 2 * Math.PI)));
  return lax.select(lax.lt(b, 1), power, stirling);
}

/** The derivative of the incomplete gamma function P(a, x) by x: xᵃ⁻¹ e⁻ˣ / Γ(a). */
export function gammaSlope(a: NDArray, x: NDArray): NDArray {
  return customDerivative("gammaDensity", [a, x], (c, v) => gammaDensity(lax.sub(c, 1), c, v), [
    (t, c, v) => lax.mul(t, lax.mul(gammaSlope(c, v), lax.sub(lax.log(v), digamma(c)))),
    (t, c, v) => lax.mul(t, lax.mul(gammaSlope(c, v), lax.sub(lax.div(lax.sub(c, 1), v), 1))),
  ]);
}
