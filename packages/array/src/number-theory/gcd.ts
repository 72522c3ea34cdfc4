import { whileLoop } from "../control-flow/while-loop.ts";
import { broadcastTo, type ArrayLike } from "../core/operands.ts";
import { UsageError } from "@proj/tree/core";
import { isInteger } from "../core/types/dtype.ts";
import { stretchedShape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs, floorDivide, multiply } from "../numpy/arithmetic.ts";
import { promoted, toStrong } from "../numpy/elementwise.ts";

/** The sizes of two integers, in one shape. */
function sizes(operation: string, x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const [a, b] = promoted(operation, x, y);
  if (!isInteger(a.dtype)) {
    throw new UsageError({
      operation,
      received: `${a.describe()} and ${b.describe()}`,
      expected: "integers",
      remedy: 'convert them with astype("int32"), or make them with array([…], "int32")',
    });
  }
  const shape = stretchedShape(operation, a.shape, b.shape);
  // As in JAX, of weak numbers only those without axes stay weak.
  const size = (n: NDArray): NDArray => broadcastTo(shape.length === 0 ? abs(n) : toStrong(abs(n)), shape);
  return [size(a), size(b)];
}

/** Euclid's algorithm, until every rest is 0. */
function divisor(x: NDArray, y: NDArray): NDArray {
  const [result] = whileLoop(
    ([, b]: readonly [NDArray, NDArray]) => lax.reduceOr(lax.ne(b, 0), [...b.shape.keys()]),
    ([a, b]) => {
      const isDone = lax.eq(b, 0);
      return [lax.select(isDone, a, b), lax.select(isDone, 0, lax.rem(a, lax.select(isDone, 1, b)))] as const;
    },
    [x, y] as const,
  );
  // The least integer has no positive counterpart, and with it rests are negative.
  return abs(result);
}

/**
 * The greatest common divisor; of 0 and another number, that one. Of the least integer and 0 it wraps around to the least integer.
 *
 * @param x - integers.
 * @param y - integers.
 * @throws UsageError for anything but integers.
 * @example
 * import { array, gcd } from "@proj/array";
 * gcd(array([12, -9], "int32"), 6); // → [6, 3]
 */
export function gcd(x: ArrayLike, y: ArrayLike): NDArray {
  return divisor(...sizes("gcd", x, y));
}

/**
 * The least common multiple; 0 if one of them is.
 *
 * @param x - integers.
 * @param y - integers.
 * @throws UsageError for anything but integers.
 * @example
 * import { array, lcm } from "@proj/array";
 * lcm(array([4, -6], "int32"), 6); // → [12, 6]
 */
export function lcm(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = sizes("lcm", x, y);
  const common = divisor(a, b);
  const isZero = lax.eq(common, 0);
  return lax.select(isZero, 0, multiply(a, floorDivide(b, lax.select(isZero, 1, common))));
}
