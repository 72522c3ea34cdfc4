import type { ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, promoted, real, withConstants } from "../numpy/elementwise.ts";

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
  const logarithm = customDerivative("logit", [real("logit", x)], (p) => lax.log(lax.div(p, lax.sub(1, p))), [
    (t, p) => lax.div(t, lax.mul(p, lax.sub(1, p))),
  ]);
  return withConstants(x, logarithm);
}

/** x · log, and 0 where x is 0; NaN stays. */
function product(x: NDArray, y: NDArray, logarithm: NDArray): NDArray {
  return lax.select(lax.bitwiseAnd(lax.eq(x, 0), lax.eq(y, y)), 0, lax.mul(x, logarithm));
}

/**
 * x · log(y), and 0 where x is 0, whatever number y is.
 *
 * @example
 * import { xlogy } from "@proj/array/special";
 * xlogy(0, 0); // → 0
 */
export function xlogy(x: ArrayLike, y: ArrayLike): NDArray {
  const args = promoted("xlogy", x, y, inFloat);
  return customDerivative("xlogy", args, (a, b) => product(a, b, lax.log(b)), [
    (t, _, b) => lax.mul(t, lax.log(b)),
    (t, a, b) => lax.div(lax.mul(t, a), b),
  ]);
}

/**
 * x · log(1 + y), and 0 where x is 0, whatever number y is.
 *
 * @example
 * import { xlog1py } from "@proj/array/special";
 * xlog1py(0, -1); // → 0
 */
export function xlog1py(x: ArrayLike, y: ArrayLike): NDArray {
  const args = promoted("xlog1py", x, y, inFloat);
  return customDerivative("xlog1py", args, (a, b) => product(a, b, lax.log1p(b)), [
    (t, _, b) => lax.mul(t, lax.log1p(b)),
    (t, a, b) => lax.div(lax.mul(t, a), lax.add(b, 1)),
  ]);
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
  const information = customDerivative("xlogx", [p], (a) => product(a, a, lax.log(a)), [
    (t, a) => lax.mul(t, lax.add(lax.log(a), 1)),
  ]);
  return lax.select(lax.lt(p, 0), -Infinity, lax.neg(information));
}
