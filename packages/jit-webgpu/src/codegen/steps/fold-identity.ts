import { dtypes, isFloat } from "@proj/array/core";
import type { DType } from "@proj/array";
import type { Fold } from "@proj/jit/core";

/** What a fold of nothing gives. */
export function foldIdentity(fold: Fold, dtype: DType): number {
  switch (fold) {
    case "sum":
    case "or":
    case "argmax":
    case "argmin":
      return 0;
    case "prod":
      return 1;
    case "and":
      return -1;
    case "max":
      return isFloat(dtype) ? -Infinity : dtypes[dtype].min;
    case "min":
      return isFloat(dtype) ? Infinity : dtypes[dtype].max;
  }
}
