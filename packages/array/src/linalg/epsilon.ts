import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { finfo } from "../numpy/result-type.ts";

/** The distance from 1 to the next number of the array's dtype. */
export function epsilonOf({ dtype }: NDArray): number {
  return finfo(isFloat(dtype) ? dtype : "float32").eps;
}
