import type { ArrayLike } from "../core/operands.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { and, or } from "./conditions.ts";
import { log1pLess } from "./logarithm.ts";
import { floats } from "./operands.ts";

/** log(p / q) for positive numbers. */
function logRatio(p: NDArray, q: NDArray): NDArray {
  return customDerivative(
    "logRatio",
    [p, q],
    (a, b) => {
      const ratio = lax.div(a, b);
      // Where they are near each other their difference is exact, and their ratio is not.
      const near = and(lax.gt(ratio, 0.5), lax.lt(ratio, 2));
      const close = lax.log1p(lax.div(lax.sub(lax.select(near, a, b), b), b));
      const tiny = ofPrecision(a, 2 ** -126, 2 ** -1022);
      const outside = or(lax.lt(ratio, tiny), lax.eq(ratio, Infinity));
      const logarithm = lax.select(outside, lax.sub(lax.log(a), lax.log(b)), lax.log(ratio));
      return lax.select(near, close, logarithm);
    },
    [(t, a) => lax.div(t, a), (t, _, b) => lax.neg(lax.div(t, b))],
  );
}

/** p · log(p / q) for positive numbers. */
const relative = (p: NDArray, q: NDArray): NDArray => lax.mul(p, logRatio(p, q));

/** p · log(p / q) - p + q for positive numbers. */
function divergence(p: NDArray, q: NDArray): NDArray {
  return customDerivative(
    "klDiv",
    [p, q],
    (a, b) => {
      const excess = lax.div(lax.sub(b, a), a);
      const near = lax.lt(lax.abs(excess), 0.5);
      const small = lax.select(near, excess, 0);
      const close = lax.neg(lax.mul(a, log1pLess(small, lax.add(small, 1))));
      return lax.select(near, close, lax.add(lax.sub(relative(a, b), a), b));
    },
    [(t, a, b) => lax.mul(t, logRatio(a, b)), (t, a, b) => lax.mul(t, lax.div(lax.sub(b, a), b))],
  );
}

/** A function of positive numbers, and another one elsewhere. */
function whereDefined(
  [p, q]: readonly [NDArray, NDArray],
  inside: (p: NDArray, q: NDArray) => NDArray,
  outside: (p: NDArray, q: NDArray) => NDArray,
): NDArray {
  return inSinglePrecision([p, q], (a, b) => {
    const positive = and(lax.gt(a, 0), lax.gt(b, 0));
    const value = inside(lax.select(positive, a, 1), lax.select(positive, b, 1));
    return lax.select(positive, value, outside(a, b));
  });
}

/** 0 where p is 0 and q is not negative, and otherwise infinity. */
const barrier = (p: NDArray, q: NDArray): NDArray =>
  lax.select(and(lax.eq(p, 0), lax.ge(q, 0)), 0, lax.fullLike(lax.mul(p, q), Infinity));

/**
 * The terms of the relative entropy: p · log(p / q), 0 where p is 0, and infinity where one of them is negative.
 *
 * @example
 * import { array } from "@proj/array";
 * import { relEntr } from "@proj/array/special";
 * relEntr(array([0.5, 0]), 0.25); // ≈ [0.3466, 0]
 */
export function relEntr(p: ArrayLike, q: ArrayLike): NDArray {
  return whereDefined(floats("relEntr", p, q), relative, barrier);
}

/**
 * The terms of the Kullback–Leibler divergence: p · log(p / q) - p + q, q where p is 0, and infinity where one of them is negative.
 *
 * @example
 * import { array } from "@proj/array";
 * import { klDiv } from "@proj/array/special";
 * klDiv(array([0.5, 0]), 0.25); // ≈ [0.0966, 0.25]
 */
export function klDiv(p: ArrayLike, q: ArrayLike): NDArray {
  return whereDefined(floats("klDiv", p, q), divergence, (a, b) => lax.add(lax.sub(barrier(a, b), a), b));
}
