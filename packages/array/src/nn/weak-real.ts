import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { isInexact } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** An array of floats; integers and booleans become weak ones, since what they are combined with are numbers. */
export function weakReal(operation: string, x: ArrayLike): NDArray {
  const operand = toArray(x, operation);
  return isInexact(operand.dtype) ? operand : convert(operand, "float32", true);
}
