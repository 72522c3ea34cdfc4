import { convert } from "../core/operands.ts";
import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { atan2, lt } from "./binary.ts";
import { bitcastConvertType, full } from "./elementwise.ts";

/** Whether the sign bit is set, also of zeros. */
export function hasSign(x: NDArray): NDArray {
  if (!isFloat(x.dtype)) return x.dtype === "bool" ? full(x.shape, 0, "bool") : lt(x, 0);
  if (x.dtype !== "float64") return lt(bitcastConvertType(convert(x, "float32"), "int32"), 0);
  // There is no integer of 64 bits everywhere; the angle of a zero has its sign.
  return lt(atan2(x, -1), 0);
}
