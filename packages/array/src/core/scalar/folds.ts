import { dtypes, isFloat, isInteger, isUnsigned, isWide, type DType } from "../types/dtype.ts";
import { integerRange, type ScalarValue } from "../types/scalar-value.ts";

/** The folds that combine two values of one dtype. */
export type CombiningFold = "sum" | "prod" | "max" | "min" | "and" | "or";

/** The value that leaves others unchanged in a fold: what a fold begins with, and what a fold of nothing gives. */
export function neutralElement(fold: CombiningFold, dtype: DType): ScalarValue {
  if (isWide(dtype)) return wideNeutralElement(fold, dtype);
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
      return isInteger(dtype) && !isUnsigned(dtype) ? -1 : dtypes[dtype].max;
  }
}

function wideNeutralElement(fold: CombiningFold, dtype: "int64" | "uint64"): bigint {
  const { min, max } = integerRange(dtype);
  switch (fold) {
    case "sum":
    case "or":
      return 0n;
    case "prod":
      return 1n;
    case "max":
      return min;
    case "min":
      return max;
    case "and":
      return dtype === "int64" ? -1n : max;
  }
}
