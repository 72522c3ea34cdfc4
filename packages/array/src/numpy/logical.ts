import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import { elementwiseBinary, elementwiseUnary } from "./elementwise.ts";
import { toBool } from "./selection.ts";

/**
 * True where both are true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalAnd } from "@proj/array";
 * logicalAnd(array([true, true]), array([true, false])); // → [true, false]
 */
export function logicalAnd(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("and", toBool(x, "logicalAnd"), toBool(y, "logicalAnd"), "logicalAnd");
}

/**
 * True where at least one is true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalOr } from "@proj/array";
 * logicalOr(array([true, false]), false); // → [true, false]
 */
export function logicalOr(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("or", toBool(x, "logicalOr"), toBool(y, "logicalOr"), "logicalOr");
}

/**
 * True where exactly one is true; what is not 0 counts as true.
 *
 * @example
 * import { array, logicalXor } from "@proj/array";
 * logicalXor(array([true, false]), true); // → [false, true]
 */
export function logicalXor(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("xor", toBool(x, "logicalXor"), toBool(y, "logicalXor"), "logicalXor");
}

/**
 * True where the element is false or 0.
 *
 * @example
 * import { array, logicalNot } from "@proj/array";
 * logicalNot(array([0, 2])); // → [true, false]
 */
export function logicalNot(x: ArrayLike): NDArray {
  return elementwiseUnary("not", toBool(x, "logicalNot"));
}
