import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { normalizeAxes, sizeOf, type Shape } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { toNumber, toStrong } from "./elementwise.ts";
import { reshape } from "./reshaping.ts";
import { toBool } from "./selection.ts";

/** Which axes a reduction folds, and whether they stay with length 1. */
export interface ReductionOptions {
  /** One axis, several, or all (the default); negative axes count from the end. */
  readonly axis?: number | readonly number[] | null;
  /** Keep reduced axes with length 1; default false. */
  readonly keepdims?: boolean;
}

type Reduction = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr";

/** The shape with the given axes of length 1. */
export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

/** How many elements fold into one. */
export function countOver(x: NDArray, options: ReductionOptions, operation: string): number {
  return sizeOf(normalizeAxes(options.axis, x.ndim, operation).map((axis) => x.shape[axis]!));
}

function reduce(operation: string, primitive: Reduction, x: NDArray, options: ReductionOptions): NDArray {
  const axes = normalizeAxes(options.axis, x.ndim, operation);
  const result = bind(primitive, [toStrong(x)], { axes })[0];
  return options.keepdims === true ? reshape(result, keptShape(x.shape, axes)) : result;
}

/** The extremum of nothing does not exist. */
function reduceNonEmpty(
  operation: "max" | "min",
  primitive: Reduction,
  x: NDArray,
  options: ReductionOptions,
): NDArray {
  const axes = normalizeAxes(options.axis, x.ndim, operation);
  if (axes.some((axis) => x.shape[axis] === 0)) {
    throw new UsageError({
      operation,
      received: `${x.describe()} over axes [${axes.join(", ")}]`,
      expected: "at least one element to choose from",
      remedy: `check the shape first, or append a neutral element, such as ${operation === "max" ? "-Infinity" : "Infinity"}`,
    });
  }
  return reduce(operation, primitive, x, options);
}

/**
 * The sum over axes; booleans count as int32. An empty sum is 0.
 *
 * @example
 * import { array, sum } from "@proj/array";
 * sum(array([[1, 2], [3, 4]]), { axis: 0 }); // → [4, 6]
 */
export function sum(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("sum", "reduceSum", toNumber(asArray(x, "sum")), options);
}

/**
 * The product over axes; booleans count as int32. An empty product is 1.
 *
 * @example
 * import { array, prod } from "@proj/array";
 * prod(array([2, 3, 4])); // → 24
 */
export function prod(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("prod", "reduceProd", toNumber(asArray(x, "prod")), options);
}

/**
 * The largest element over axes; NaN if there is one.
 *
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { array, max } from "@proj/array";
 * max(array([[1, 5], [3, 4]]), { axis: 1 }); // → [5, 4]
 */
export function max(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduceNonEmpty("max", "reduceMax", asArray(x, "max"), options);
}

/**
 * The smallest element over axes; NaN if there is one.
 *
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { array, min } from "@proj/array";
 * min(array([[1, 5], [3, 4]]), { axis: 1 }); // → [1, 3]
 */
export function min(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduceNonEmpty("min", "reduceMin", asArray(x, "min"), options);
}

/**
 * True where all elements over the axes are true; of nothing, true.
 *
 * @example
 * import { all, array } from "@proj/array";
 * all(array([[true, false], [true, true]]), { axis: 1 }); // → [false, true]
 */
export function all(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("all", "reduceAnd", toBool(x, "all"), options);
}

/**
 * True where any element over the axes is true; of nothing, false.
 *
 * @example
 * import { any, array } from "@proj/array";
 * any(array([[true, false], [false, false]]), { axis: 1 }); // → [true, false]
 */
export function any(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("any", "reduceOr", toBool(x, "any"), options);
}

/**
 * How many elements over the axes are not 0, as int32.
 *
 * @example
 * import { array, countNonzero } from "@proj/array";
 * countNonzero(array([0, 3, 0, 7])); // → 2
 */
export function countNonzero(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("countNonzero", "reduceSum", toNumber(toBool(x, "countNonzero")), options);
}
