import { isFloat, partDType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { finfo } from "../numpy/result-type.ts";

/** The distance from 1 to the next number of the array's dtype, or of that of the parts of complex numbers. */
export function epsilonOf({ dtype }: NDArray): number {
  const part = partDType(dtype);
  return finfo(isFloat(part) ? part : "float32").eps;
}
