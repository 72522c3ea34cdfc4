import type { NDArray } from "../ndarray/ndarray.ts";
import { promoteOperands, type ArrayLike } from "../core/operands.ts";
import { elementwiseBinary, elementwiseUnary } from "./elementwise.ts";

/**
 * The bits that both have; of integers or booleans.
 *
 * @example
 * import { array, bitwiseAnd } from "@proj/array";
 * bitwiseAnd(array(Int32Array.of(6)), 3); // → [2]
 */
export function bitwiseAnd(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("and", x, y, "bitwiseAnd");
}

/**
 * The bits that at least one has; of integers or booleans.
 *
 * @example
 * import { array, bitwiseOr } from "@proj/array";
 * bitwiseOr(array(Int32Array.of(6)), 3); // → [7]
 */
export function bitwiseOr(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("or", x, y, "bitwiseOr");
}

/**
 * The bits that exactly one has; of integers or booleans.
 *
 * @example
 * import { array, bitwiseXor } from "@proj/array";
 * bitwiseXor(array(Int32Array.of(6)), 3); // → [5]
 */
export function bitwiseXor(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("xor", x, y, "bitwiseXor");
}

/**
 * Bits moved towards the high end, zeros moved in; by 32 or more nothing is left.
 *
 * @example
 * import { array, leftShift } from "@proj/array";
 * leftShift(array(Int32Array.of(1)), 4); // → [16]
 */
export function leftShift(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("shiftLeft", x, y, "leftShift");
}

/**
 * Bits moved towards the low end: int32 copies the sign in, uint32 zeros.
 *
 * @example
 * import { array, rightShift } from "@proj/array";
 * rightShift(array(Int32Array.of(16, -16)), 2); // → [4, -4]
 */
export function rightShift(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("rightShift", [x, y]);
  return elementwiseBinary(a!.dtype === "uint32" ? "shiftRightLogical" : "shiftRightArithmetic", a!, b!, "rightShift");
}

/**
 * Every bit turned; of booleans the logical not.
 *
 * @example
 * import { array, bitwiseNot } from "@proj/array";
 * bitwiseNot(array(Int32Array.of(0))); // → [-1]
 */
export function bitwiseNot(x: ArrayLike): NDArray {
  return elementwiseUnary("not", x, "bitwiseNot");
}
