import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import { abs, add, multiply, subtract } from "./arithmetic.ts";
import { elementwiseBinary, toFloat } from "./elementwise.ts";
import { logicalAnd, logicalOr } from "./logical.ts";
import { isfinite, isnan } from "./special-values.ts";
import { all } from "./reduction.ts";
import { asArray, scalar } from "../core/operands.ts";
import { shapesEqual } from "../core/types/shape.ts";

/**
 * True where the elements are equal; NaN equals nothing.
 *
 * @example
 * import { array, equal } from "@proj/array";
 * equal(array([1, 2]), 2); // → [false, true]
 */
export function equal(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("eq", x, y, "equal");
}

/**
 * True where the elements differ.
 *
 * @example
 * import { array, notEqual } from "@proj/array";
 * notEqual(array([1, 2]), 2); // → [true, false]
 */
export function notEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("ne", x, y, "notEqual");
}

/**
 * True where `x < y`.
 *
 * @example
 * import { array, less } from "@proj/array";
 * less(array([1, 2]), 2); // → [true, false]
 */
export function less(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("lt", x, y, "less");
}

/**
 * True where `x <= y`.
 *
 * @example
 * import { array, lessEqual } from "@proj/array";
 * lessEqual(array([1, 3]), 2); // → [true, false]
 */
export function lessEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("le", x, y, "lessEqual");
}

/**
 * True where `x > y`.
 *
 * @example
 * import { array, greater } from "@proj/array";
 * greater(array([1, 3]), 2); // → [false, true]
 */
export function greater(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("gt", x, y, "greater");
}

/**
 * True where `x >= y`.
 *
 * @example
 * import { array, greaterEqual } from "@proj/array";
 * greaterEqual(array([1, 2]), 2); // → [false, true]
 */
export function greaterEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("ge", x, y, "greaterEqual");
}

/** How close two numbers must be: `|x - y| ≤ atol + rtol · |y|`. */
export interface Tolerance {
  /** Relative to the second number; default 1e-5. */
  readonly rtol?: number;
  /** Absolute; default 1e-8. */
  readonly atol?: number;
  /** Whether NaN is close to NaN; default false. */
  readonly equalNan?: boolean;
}

/**
 * True where `|x - y| ≤ atol + rtol · |y|`; infinities are close to themselves.
 *
 * @example
 * import { array, isclose } from "@proj/array";
 * isclose(array([1, 2]), array([1.000001, 2.1])); // → [true, false]
 */
export function isclose(
  x: ArrayLike,
  y: ArrayLike,
  { rtol = 1e-5, atol = 1e-8, equalNan = false }: Tolerance = {},
): NDArray {
  const [a, b] = [x, y].map((operand) => toFloat(asArray(operand, "isclose"))) as [NDArray, NDArray];
  const near = lessEqual(abs(subtract(a, b)), add(atol, multiply(rtol, abs(b))));
  const close = logicalOr(equal(a, b), logicalAnd(near, isfinite(b)));
  return equalNan ? logicalOr(close, logicalAnd(isnan(a), isnan(b))) : close;
}

/**
 * True if every pair of elements {@link isclose}; a boolean scalar.
 *
 * @example
 * import { allclose, array } from "@proj/array";
 * allclose(array([1, 2]), array([1.000001, 2])).item(); // → 1
 */
export function allclose(x: ArrayLike, y: ArrayLike, tolerance: Tolerance = {}): NDArray {
  return all(isclose(x, y, tolerance));
}

/**
 * True if shapes and all elements are equal; a boolean scalar. Nothing broadcasts.
 *
 * @param equalNan - whether NaN equals NaN; default false.
 * @example
 * import { array, arrayEqual } from "@proj/array";
 * arrayEqual(array([1, 2]), array([1, 2])); // → true
 */
export function arrayEqual(
  x: ArrayLike,
  y: ArrayLike,
  { equalNan = false }: { readonly equalNan?: boolean } = {},
): NDArray {
  const [a, b] = [x, y].map((operand) => asArray(operand, "arrayEqual")) as [NDArray, NDArray];
  if (!shapesEqual(a.shape, b.shape)) return scalar(false, "bool");
  const same = equal(a, b);
  return all(equalNan ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same);
}
