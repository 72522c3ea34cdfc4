import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import { largerAndDifference, logOfSum, principal } from "../lax/log-of-sum.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, promoted, real, toStrong, withConstants } from "./elementwise.ts";

/**
 * e to the power of each element.
 *
 * @example
 * import { exp } from "@proj/array";
 * exp(0); // → 1
 */
export function exp(x: ArrayLike): NDArray {
  return lax.exp(real("exp", x));
}

/**
 * 2 to the power of each element.
 *
 * @example
 * import { array, exp2 } from "@proj/array";
 * exp2(array([3, -1])); // → [8, 0.5]
 */
export function exp2(x: ArrayLike): NDArray {
  return lax.exp2(real("exp2", x));
}

/**
 * e to the power of each element, minus 1; exact for small elements.
 *
 * @example
 * import { expm1 } from "@proj/array";
 * expm1(1e-8); // ≈ 1e-8
 */
export function expm1(x: ArrayLike): NDArray {
  return lax.expm1(real("expm1", x));
}

/**
 * The natural logarithm; -Infinity at 0, NaN below.
 *
 * @example
 * import { log } from "@proj/array";
 * log(Math.E); // ≈ 1
 */
export function log(x: ArrayLike): NDArray {
  return lax.log(real("log", x));
}

/**
 * The natural logarithm of 1 + x; exact for small elements.
 *
 * @example
 * import { log1p } from "@proj/array";
 * log1p(1e-8); // ≈ 1e-8
 */
export function log1p(x: ArrayLike): NDArray {
  return lax.log1p(real("log1p", x));
}

/**
 * The logarithm to base 2.
 *
 * @example
 * import { array, log2 } from "@proj/array";
 * log2(array([8, 0.5])); // → [3, -1]
 */
export function log2(x: ArrayLike): NDArray {
  return toStrong(lax.div(lax.log(real("log2", x)), Math.LN2));
}

/**
 * The logarithm to base 10.
 *
 * @example
 * import { log10 } from "@proj/array";
 * log10(100); // ≈ 2
 */
export function log10(x: ArrayLike): NDArray {
  return toStrong(lax.div(lax.log(real("log10", x)), Math.LN10));
}

/**
 * log(eˣ + eʸ), without overflow in between.
 *
 * @example
 * import { logaddexp } from "@proj/array";
 * logaddexp(1000, 1000); // ≈ 1000.693
 */
export function logaddexp(x: ArrayLike, y: ArrayLike): NDArray {
  return logOfSum(...promoted("logaddexp", x, y, inFloat));
}

/**
 * log₂(2ˣ + 2ʸ), without overflow in between.
 *
 * @example
 * import { logaddexp2 } from "@proj/array";
 * logaddexp2(1000, 1000); // → 1001
 */
export function logaddexp2(x: ArrayLike, y: ArrayLike): NDArray {
  const [larger, difference] = largerAndDifference(...promoted("logaddexp2", x, y, inFloat));
  const sum = lax.add(larger, lax.div(lax.log1p(lax.exp2(difference)), Math.LN2));
  return withConstants(x, withConstants(y, principal(sum, Math.PI / Math.LN2)));
}
