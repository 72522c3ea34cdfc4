import { abs, max, maximum, sqrt, square, where, type NDArray } from "@proj/array";
import { flattenArrays, scalar, wrongOption } from "@proj/array/core";

/** A norm of trees of arrays. */
export type Norm = (tree: unknown) => NDArray;

/** The square root, whose derivative at zero is zero. */
function safeSqrt(x: NDArray): NDArray {
  const zero = x.eq(0);
  return where(zero, 0, sqrt(where(zero, 1, x)));
}

/**
 * The root of the mean of the squares of all elements of all arrays of a tree; its derivative at zero is zero.
 *
 * @param tree - a tree of arrays of floats.
 * @returns a scalar; 0 for a tree without elements.
 * @example
 * import { array } from "@proj/array";
 * import { rmsNorm } from "@proj/ode";
 * rmsNorm([array([3, 4]), array([0, 5])]).item(); // ≈ 3.5355
 */
export function rmsNorm(tree: unknown): NDArray {
  const arrays = flattenArrays("rmsNorm", "tree", tree).arrays.filter(({ size }) => size > 0);
  if (arrays.length === 0) return scalar(0, "float32");
  const count = arrays.reduce((sum, { size }) => sum + size, 0);
  const total = arrays.map((x) => square(x).sum()).reduce((a, b) => a.add(b));
  return safeSqrt(total).div(Math.sqrt(count));
}

/**
 * The largest absolute value of all elements of all arrays of a tree; its derivative at zero is zero.
 *
 * @param tree - a tree of arrays of floats.
 * @returns a scalar; 0 for a tree without elements.
 * @example
 * import { array } from "@proj/array";
 * import { maxNorm } from "@proj/ode";
 * maxNorm([array([3, -4]), array([0, 2])]).item(); // → 4
 */
export function maxNorm(tree: unknown): NDArray {
  const arrays = flattenArrays("maxNorm", "tree", tree).arrays.filter(({ size }) => size > 0);
  if (arrays.length === 0) return scalar(0, "float32");
  const largest = arrays.map((x) => max(abs(x))).reduce((a, b) => maximum(a, b));
  return where(largest.eq(0), 0, largest);
}

/**
 * The {@link rmsNorm} of state and cotangent alone, for the integration backwards of {@link BacksolveAdjoint}: the cotangents of
 * parameters, which nothing there depends on, have no say in the choice of steps.
 *
 * P. Kidger, R. T. Q. Chen, T. Lyons, "Hey, that's not an ODE: faster ODE adjoints via seminorms", International Conference on
 * Machine Learning (2021).
 *
 * @param tree - a list of state, cotangent of the state, and cotangents of parameters.
 * @returns a scalar.
 * @throws UsageError for anything but such a list.
 * @example
 * import { array } from "@proj/array";
 * import { adjointRmsSeminorm } from "@proj/ode";
 * adjointRmsSeminorm([array([3]), array([4]), [array([100])]]).item(); // ≈ 3.5355
 */
export function adjointRmsSeminorm(tree: unknown): NDArray {
  if (Array.isArray(tree) && tree.length >= 2) return rmsNorm([tree[0], tree[1]]);
  throw wrongOption({ operation: "adjointRmsSeminorm", name: "tree" }, tree, "[state, cotangent, …]");
}
