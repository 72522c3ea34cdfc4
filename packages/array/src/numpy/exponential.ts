import type { ArrayLike } from "../core/operands.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { greaterEqual } from "./comparison.ts";
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
  const [larger, difference] = largerAndDifference(...promoted("logaddexp", x, y, inFloat));
  return principal(lax.add(larger, lax.log1p(lax.exp(difference))), Math.PI);
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

/** Logarithms of complex numbers with imaginary parts from -most to most. */
function principal(x: NDArray, most: number): NDArray {
  if (!isComplexDType(x.dtype)) return x;
  const rest = lax.rem(lax.add(lax.imag(x), most), 2 * most);
  return lax.complex(lax.real(x), lax.sub(lax.select(lax.lt(rest, 0), lax.add(rest, 2 * most), rest), most));
}

/** The larger of two, of complex numbers by their real parts first, and how far the other lies below it. */
function largerAndDifference(a: NDArray, b: NDArray): readonly [larger: NDArray, difference: NDArray] {
  // Not max and |a - b|: where a and b are equal these have half slopes, which are right for the first derivative only.
  const isLarger = greaterEqual(a, b);
  const [larger, smaller] = [lax.select(isLarger, a, b), lax.select(isLarger, b, a)];
  const size = lax.abs(isComplexDType(smaller.dtype) ? lax.real(smaller) : smaller);
  // Equal infinities have no difference.
  return [larger, lax.select(lax.eq(size, Infinity), -Infinity, lax.sub(smaller, larger))];
}
