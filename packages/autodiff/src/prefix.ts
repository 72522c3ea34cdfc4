import { type NDArray } from "@proj/array";
import { mul, pad, range, reverse, sliceAlong } from "./operations.ts";

/*
 * Running reductions in ⌈log₂ n⌉ elementwise steps (Hillis & Steele 1986): after the step of distance d every element has
 * taken in the 2d elements that end with it.
 */

/** Values that are combined together along an axis, such as a product and its tangent. */
export type Tuple = readonly NDArray[];

/**
 * The running combination along an axis.
 *
 * @param identities - one number per component: what is combined where there is no element.
 * @param combine - an associative function of what comes before and what comes after.
 */
export function prefixCombine(
  xs: Tuple,
  axis: number,
  identities: readonly number[],
  combine: (before: Tuple, after: Tuple) => Tuple,
): Tuple {
  const length = xs[0]!.shape[axis]!;
  let result = xs;
  for (let distance = 1; distance < length; distance *= 2) {
    const before = result.map((x, k) => shift(x, axis, distance, identities[k]!));
    result = combine(before, result);
  }
  return result;
}

/** Moves elements by `distance` along an axis; what comes in is `value`. */
export function shift(x: NDArray, axis: number, distance: number, value: number): NDArray {
  const kept = sliceAlong(x, axis, 0, x.shape[axis]! - distance);
  const amounts = range(x.ndim).map((a) => (a === axis ? distance : 0));
  return pad(kept, value, amounts, amounts.map(() => 0)); // prettier-ignore
}

/** For each element along the last axis the product of all others there. */
export function exclusiveProducts(x: NDArray): NDArray {
  const axis = x.ndim - 1;
  if (x.shape[axis]! === 0) return x;
  const before = (y: NDArray): NDArray =>
    prefixCombine([shift(y, axis, 1, 1)], axis, [1], ([a], [b]) => [mul(a!, b!)])[0]!;
  return mul(before(x), reverse(before(reverse(x, axis)), axis));
}
