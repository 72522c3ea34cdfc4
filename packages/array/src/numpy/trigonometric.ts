import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, promoted, real, withConstants } from "./elementwise.ts";

/**
 * The sine of an angle in radians.
 *
 * @example
 * import { sin } from "@proj/array";
 * sin(0); // → 0
 */
export function sin(x: ArrayLike): NDArray {
  return lax.sin(real("sin", x));
}

/**
 * The cosine of an angle in radians.
 *
 * @example
 * import { cos } from "@proj/array";
 * cos(0); // → 1
 */
export function cos(x: ArrayLike): NDArray {
  return lax.cos(real("cos", x));
}

/**
 * The tangent of an angle in radians.
 *
 * @example
 * import { tan } from "@proj/array";
 * tan(Math.PI / 4); // ≈ 1
 */
export function tan(x: ArrayLike): NDArray {
  return lax.tan(real("tan", x));
}

/**
 * The angle in [-π/2, π/2] whose sine is x; NaN outside [-1, 1].
 *
 * @example
 * import { asin } from "@proj/array";
 * asin(1); // ≈ 1.5708
 */
export function asin(x: ArrayLike): NDArray {
  return lax.asin(real("asin", x));
}

/**
 * The angle in [0, π] whose cosine is x; NaN outside [-1, 1].
 *
 * @example
 * import { acos } from "@proj/array";
 * acos(1); // → 0
 */
export function acos(x: ArrayLike): NDArray {
  return lax.acos(real("acos", x));
}

/**
 * The angle in (-π/2, π/2) whose tangent is x.
 *
 * @example
 * import { atan } from "@proj/array";
 * atan(1); // ≈ 0.7854
 */
export function atan(x: ArrayLike): NDArray {
  return lax.atan(real("atan", x));
}

/**
 * The hyperbolic sine.
 *
 * @example
 * import { sinh } from "@proj/array";
 * sinh(0); // → 0
 */
export function sinh(x: ArrayLike): NDArray {
  return lax.sinh(real("sinh", x));
}

/**
 * The hyperbolic cosine.
 *
 * @example
 * import { cosh } from "@proj/array";
 * cosh(0); // → 1
 */
export function cosh(x: ArrayLike): NDArray {
  return lax.cosh(real("cosh", x));
}

/**
 * The hyperbolic tangent.
 *
 * @example
 * import { tanh } from "@proj/array";
 * tanh(100); // → 1
 */
export function tanh(x: ArrayLike): NDArray {
  return lax.tanh(real("tanh", x));
}

/**
 * The inverse of sinh.
 *
 * @example
 * import { asinh } from "@proj/array";
 * asinh(0); // → 0
 */
export function asinh(x: ArrayLike): NDArray {
  return lax.asinh(real("asinh", x));
}

/**
 * The inverse of cosh; NaN below 1.
 *
 * @example
 * import { acosh } from "@proj/array";
 * acosh(1); // → 0
 */
export function acosh(x: ArrayLike): NDArray {
  return lax.acosh(real("acosh", x));
}

/**
 * The inverse of tanh; NaN outside [-1, 1].
 *
 * @example
 * import { atanh } from "@proj/array";
 * atanh(0.5); // ≈ 0.5493
 */
export function atanh(x: ArrayLike): NDArray {
  return lax.atanh(real("atanh", x));
}

/**
 * The angle in [-π, π] of the point (x, y) = (second, first argument), with the quadrant that both signs say.
 *
 * @example
 * import { atan2 } from "@proj/array";
 * atan2(1, -1); // ≈ 2.3562
 */
export function atan2(y: ArrayLike, x: ArrayLike): NDArray {
  return lax.atan2(...promoted("atan2", y, x, inFloat));
}

/**
 * Degrees as radians.
 *
 * @example
 * import { deg2rad } from "@proj/array";
 * deg2rad(180); // ≈ 3.1416
 */
export function deg2rad(x: ArrayLike): NDArray {
  return withConstants(x, lax.mul(real("deg2rad", x), Math.PI / 180));
}

/**
 * Radians as degrees.
 *
 * @example
 * import { rad2deg } from "@proj/array";
 * rad2deg(Math.PI); // ≈ 180
 */
export function rad2deg(x: ArrayLike): NDArray {
  return withConstants(x, lax.mul(real("rad2deg", x), 180 / Math.PI));
}

/** The first terms of sin(t) / t in t², exact to the last digit of a double for |t| ≤ 1, with derivatives of all orders at 0. */
const sincTerms = Array.from({ length: 11 }, (_, k) => (-1) ** k / factorial(2 * k + 1));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/**
 * sin(πx) / (πx), and 1 at 0.
 *
 * @example
 * import { sinc } from "@proj/array";
 * sinc(0.5); // ≈ 0.6366
 */
export function sinc(x: ArrayLike): NDArray {
  const angle = lax.mul(real("sinc", x), Math.PI);
  const near = lax.lt(lax.abs(angle), 1);
  const square = lax.square(lax.select(near, angle, 0));
  const series = sincTerms.reduceRight<NDArray>(
    (sum, term) => lax.add(lax.mul(sum, square), term),
    lax.fullLike(square, 0),
  );
  const far = lax.select(near, 1, angle);
  return withConstants(x, lax.select(near, series, lax.div(lax.sin(far), far)));
}

export {
  acos as arccos,
  acosh as arccosh,
  asin as arcsin,
  asinh as arcsinh,
  atan as arctan,
  atan2 as arctan2,
  atanh as arctanh,
  deg2rad as radians,
  rad2deg as degrees,
};
