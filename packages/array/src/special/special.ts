import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, promoted, real } from "../numpy/elementwise.ts";

/**
 * The error function, 2/√π ∫₀ˣ exp(-t²) dt.
 *
 * @example
 * import { erf } from "@proj/array/special";
 * erf(0.5); // ≈ 0.5205
 */
export function erf(x: ArrayLike): NDArray {
  return lax.erf(real("erf", x));
}

/**
 * 1 - erf(x), accurate also where that is tiny.
 *
 * @example
 * import { erfc } from "@proj/array/special";
 * erfc(5); // ≈ 1.5375e-12
 */
export function erfc(x: ArrayLike): NDArray {
  return lax.erfc(real("erfc", x));
}

/**
 * The inverse of {@link erf}; infinite at -1 and 1, NaN outside.
 *
 * @example
 * import { erfinv } from "@proj/array/special";
 * erfinv(0.5205); // ≈ 0.5
 */
export function erfinv(x: ArrayLike): NDArray {
  return lax.erfInv(real("erfinv", x));
}

/**
 * The expit sigmoid, 1 / (1 + e⁻ˣ).
 *
 * @example
 * import { expit } from "@proj/array/special";
 * expit(0); // → 0.5
 */
export function expit(x: ArrayLike): NDArray {
  return lax.logistic(real("expit", x));
}

/**
 * The inverse of {@link expit}: log(x / (1 - x)).
 *
 * @example
 * import { logit } from "@proj/array/special";
 * logit(0.5); // → 0
 */
export function logit(x: ArrayLike): NDArray {
  const p = real("logit", x);
  return lax.log(lax.div(p, lax.sub(1, p)));
}

/**
 * x · log(y), and 0 where x is 0, whatever y is.
 *
 * @example
 * import { xlogy } from "@proj/array/special";
 * xlogy(0, 0); // → 0
 */
export function xlogy(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("xlogy", x, y, inFloat);
  const none = lax.eq(a, 0);
  return lax.select(none, 0, lax.mul(a, lax.log(lax.select(none, 1, b))));
}

/**
 * x · log(1 + y), and 0 where x is 0, whatever y is.
 *
 * @example
 * import { xlog1py } from "@proj/array/special";
 * xlog1py(0, -1); // → 0
 */
export function xlog1py(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("xlog1py", x, y, inFloat);
  const none = lax.eq(a, 0);
  return lax.select(none, 0, lax.mul(a, lax.log1p(lax.select(none, 0, b))));
}

/**
 * The entropy of one probability, -x · log(x); 0 at 0, -Infinity below.
 *
 * @example
 * import { entr } from "@proj/array/special";
 * entr(0.5); // ≈ 0.3466
 */
export function entr(x: ArrayLike): NDArray {
  const p = real("entr", x);
  return lax.select(lax.lt(p, 0), -Infinity, lax.neg(xlogy(p, p)));
}
