import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { isInexact } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** An array of numbers; booleans become weak integers, since the numbers they are combined with are whole. */
export function weakInteger(operation: string, x: ArrayLike): NDArray {
  const operand = toArray(x, operation);
  return operand.dtype === "bool" ? convert(operand, "int32", true) : operand;
}

/** An array of floats; integers and booleans become weak ones, since what they are combined with are numbers. */
export function weakReal(operation: string, x: ArrayLike): NDArray {
  const operand = toArray(x, operation);
  return isInexact(operand.dtype) ? operand : convert(operand, "float32", true);
}
