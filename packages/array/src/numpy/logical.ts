import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { promoted, toBool } from "./elementwise.ts";

/** Two arguments as booleans of one shape. */
function truths(operation: string, x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  return promoted(operation, toBool(x, operation), toBool(y, operation));
}

/**
 * True where both are true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalAnd } from "@proj/array";
 * logicalAnd(array([true, true]), array([true, false])); // → [true, false]
 */
export function logicalAnd(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseAnd(...truths("logicalAnd", x, y));
}

/**
 * True where at least one is true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalOr } from "@proj/array";
 * logicalOr(array([true, false]), false); // → [true, false]
 */
export function logicalOr(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseOr(...truths("logicalOr", x, y));
}

/**
 * True where exactly one is true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalXor } from "@proj/array";
 * logicalXor(array([true, false]), true); // → [false, true]
 */
export function logicalXor(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.bitwiseXor(...truths("logicalXor", x, y));
}

/**
 * True where the element is false or 0.
 *
 * @example
 * import { array, logicalNot } from "@proj/array";
 * logicalNot(array([0, 2])); // → [true, false]
 */
export function logicalNot(x: ArrayLike): NDArray {
  return lax.bitwiseNot(toBool(x, "logicalNot"));
}
