import { dtypes, isFloat, type DType } from "../types/dtype.ts";

/** The folds that combine two values of one dtype. */
export type CombiningFold = "sum" | "prod" | "max" | "min" | "and" | "or";

/** The value that leaves others unchanged in a fold: what a fold begins with, and what a fold of nothing gives. */
export function neutralElement(fold: CombiningFold, dtype: DType): number {
  switch (fold) {
    case "sum":
    case "or":
      return 0;
    case "prod":
      return 1;
    case "max":
      return isFloat(dtype) ? -Infinity : dtypes[dtype].min;
    case "min":
      return isFloat(dtype) ? Infinity : dtypes[dtype].max;
    case "and":
      return dtype === "int32" ? -1 : dtypes[dtype].max;
  }
}
