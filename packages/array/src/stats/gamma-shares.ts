import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammainc, gammaincc } from "../special/gamma.ts";
import { inner } from "./arguments.ts";

/*
 * How much of the gamma distribution with scale 1 lies on either side of a point. In front of 0 nothing lies.
 */

/** The share up to z. */
export function gammaBelow(a: NDArray, z: NDArray): NDArray {
  const isInFront = lax.le(z, 0);
  const nothing = lax.select(lax.gt(a, 0), lax.fullLike(z, 0), NaN);
  return lax.select(isInFront, nothing, gammainc(a, inner(isInFront, z, 1)));
}

/** The share above z. */
export function gammaAbove(a: NDArray, z: NDArray): NDArray {
  const isInFront = lax.lt(z, 0);
  return lax.select(isInFront, 1, gammaincc(a, inner(isInFront, z, 1)));
}
