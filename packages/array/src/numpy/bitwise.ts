import type { ArrayLike } from "../core/operands.ts";
import { isUnsigned } from "../core/types/dtype.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inDomain, inNumber, promoted } from "./elementwise.ts";

/** Two arguments as arrays of one shape, both of integers or both of booleans. */
function bits(operation: string, x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const operands = promoted(operation, x, y);
  checkDomain(operation, "bits", operands[0].aval);
  return operands;
}

/** The same as arrays of integers: booleans are numbers where their bits move. */
function shifted(operation: string, x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const operands = promoted(operation, x, y, inNumber);
  checkDomain(operation, "bits", operands[0].aval);
  return operands;
}

/**
 * The bits that both have; of integers or booleans.
 *
 * @example
 * import { array, bitwiseAnd } from "@proj/array";
 * bitwiseAnd(array(Int32Array.of(6)), 3); // → [2]
 */
export function bitwiseAnd(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseAnd(...bits("bitwiseAnd", x, y));
}

/**
 * The bits that at least one has; of integers or booleans.
 *
 * @example
 * import { array, bitwiseOr } from "@proj/array";
 * bitwiseOr(array(Int32Array.of(6)), 3); // → [7]
 */
export function bitwiseOr(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseOr(...bits("bitwiseOr", x, y));
}

/**
 * The bits that exactly one has; of integers or booleans.
 *
 * @example
 * import { array, bitwiseXor } from "@proj/array";
 * bitwiseXor(array(Int32Array.of(6)), 3); // → [5]
 */
export function bitwiseXor(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseXor(...bits("bitwiseXor", x, y));
}

/**
 * Bits moved towards the high end, zeros moved in; by as many as there are, or more, nothing is left.
 *
 * @example
 * import { array, leftShift } from "@proj/array";
 * leftShift(array(Int32Array.of(1)), 4); // → [16]
 */
export function leftShift(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.shiftLeft(...shifted("leftShift", x, y));
}

export { leftShift as bitwiseLeftShift };

/**
 * Bits moved towards the low end: integers with a sign copy it in, others zeros.
 *
 * @example
 * import { array, rightShift } from "@proj/array";
 * rightShift(array(Int32Array.of(16, -16)), 2); // → [4, -4]
 */
export function rightShift(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = shifted("rightShift", x, y);
  return isUnsigned(a.dtype) ? lax.shiftRightLogical(a, b) : lax.shiftRightArithmetic(a, b);
}

export { rightShift as bitwiseRightShift };

/**
 * Every bit turned; of booleans the logical not.
 *
 * @example
 * import { array, bitwiseNot } from "@proj/array";
 * bitwiseNot(array(Int32Array.of(0))); // → [-1]
 */
export function bitwiseNot(x: ArrayLike): NDArray {
  return lax.bitwiseNot(inDomain("bitwiseNot", "bits", x));
}

export { bitwiseNot as bitwiseInvert, bitwiseNot as invert };
