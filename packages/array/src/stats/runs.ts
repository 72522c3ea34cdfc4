import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { concatenate } from "../numpy/joining.ts";

/** Whether each element along the first axis of sorted ones differs from the one before; NaN is equal to NaN. */
export function startsRun(sorted: NDArray): NDArray {
  const [length, ...others] = sorted.shape;
  const [before, after] = [lax.sliceInDim(sorted, 0, length! - 1, 1, 0), lax.sliceInDim(sorted, 1, length!, 1, 0)];
  const areNaN = lax.bitwiseAnd(lax.ne(before, before), lax.ne(after, after));
  const differs = lax.bitwiseAnd(lax.ne(before, after), lax.bitwiseNot(areNaN));
  return concatenate([lax.full([1, ...others], 1, "bool"), differs], 0);
}
