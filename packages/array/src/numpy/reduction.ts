import { dtypes } from "../dtype.ts";
import { asArray, convert, type ArrayLike } from "../operands.ts";
import type { NDArray } from "../ndarray.ts";
import { normalizeAxes, sizeOf } from "../shape.ts";
import { bind } from "../trace.ts";
import { toFloat, trueDivide } from "./arithmetic.ts";
import { reshape } from "./movement.ts";

/** Which axes a reduction folds, and whether they stay with length 1. */
export interface ReductionOptions {
  /** One axis, several, or all (the default); negative axes count from the end. */
  readonly axis?: number | readonly number[] | null;
  /** Keep reduced axes with length 1; default false. */
  readonly keepdims?: boolean;
}

type Reduction = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr";

/** Folds axes with a primitive and puts them back with length 1 if asked. */
export function reduce(operation: string, primitive: Reduction, x: NDArray, options: ReductionOptions): NDArray {
  const axes = normalizeAxes(options.axis, x.ndim, operation);
  const result = bind(primitive, [x], { axes })[0];
  return options.keepdims === true ? reshape(result, x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))) : result;
}

/** The sum over axes; booleans count as int32. An empty sum is 0. */
export function sum(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = asArray(x, "sum");
  return reduce("sum", "reduceSum", array.dtype === "bool" ? convert(array, "int32") : array, options);
}

/** The product over axes; booleans count as int32. An empty product is 1. */
export function prod(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = asArray(x, "prod");
  return reduce("prod", "reduceProd", array.dtype === "bool" ? convert(array, "int32") : array, options);
}

/** The arithmetic mean over axes, as a float. The mean of nothing is NaN. */
export function mean(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = toFloat(asArray(x, "mean"));
  const axes = normalizeAxes(options.axis, array.ndim, "mean");
  return trueDivide(sum(array, options), sizeOf(axes.map((axis) => array.shape[axis]!)));
}

/** The largest element over axes; NaN if there is one. */
export function max(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("max", "reduceMax", asArray(x, "max"), options);
}

/** The smallest element over axes; NaN if there is one. */
export function min(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return reduce("min", "reduceMin", asArray(x, "min"), options);
}

/** True for arrays of integers. */
export function hasIntegers(x: NDArray): boolean {
  return dtypes[x.dtype].kind === "int";
}
