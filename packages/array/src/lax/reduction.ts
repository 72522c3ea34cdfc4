import { booleanOption, readArgument } from "@proj/tree/core";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { axisOf, integers, operand } from "./apply.ts";

/*
 * Functions that fold axes, or run along one. Axes count from the front.
 */

type Reduction = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr";

/** Folds axes by the name of the reduction; none gives the array itself. */
export function reduction(name: Reduction, x: NDArray, axes: readonly number[]): NDArray {
  const folded = integers(name, "axes", axes);
  return folded.length === 0 ? operand(name, x) : bind(name, [operand(name, x)], { axes: folded })[0];
}

/**
 * The sum over axes, which disappear.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceSum } from "@proj/array/lax";
 * reduceSum(array([[1, 2], [3, 4]]), [0]); // → [4, 6]
 */
export function reduceSum(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceSum", x, axes);
}

/**
 * The product over axes, which disappear.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceProd } from "@proj/array/lax";
 * reduceProd(array([[1, 2], [3, 4]]), [0]); // → [3, 8]
 */
export function reduceProd(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceProd", x, axes);
}

/**
 * The largest element over axes, which disappear; NaN if there is one.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceMax } from "@proj/array/lax";
 * reduceMax(array([[1, 5], [3, 4]]), [1]); // → [5, 4]
 */
export function reduceMax(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceMax", x, axes);
}

/**
 * The smallest element over axes, which disappear; NaN if there is one.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceMin } from "@proj/array/lax";
 * reduceMin(array([[1, 5], [3, 4]]), [1]); // → [1, 3]
 */
export function reduceMin(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceMin", x, axes);
}

/**
 * True where all booleans over the axes are.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceAnd } from "@proj/array/lax";
 * reduceAnd(array([[true, false], [true, true]]), [1]); // → [false, true]
 */
export function reduceAnd(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceAnd", x, axes);
}

/**
 * True where any boolean over the axes is.
 *
 * @example
 * import { array } from "@proj/array";
 * import { reduceOr } from "@proj/array/lax";
 * reduceOr(array([[true, false], [false, false]]), [1]); // → [true, false]
 */
export function reduceOr(x: NDArray, axes: readonly number[]): NDArray {
  return reduction("reduceOr", x, axes);
}

/**
 * The int32 position of the first largest element along an axis; NaN counts as larger than everything.
 *
 * @example
 * import { array } from "@proj/array";
 * import { argmax } from "@proj/array/lax";
 * argmax(array([1, 7, 3]), 0); // → 1
 */
export function argmax(x: NDArray, axis: number): NDArray {
  return bind("argmax", [operand("argmax", x)], { axis: axisOf("argmax", x, axis) })[0];
}

/**
 * The int32 position of the first smallest element along an axis; NaN counts as smaller than everything.
 *
 * @example
 * import { array } from "@proj/array";
 * import { argmin } from "@proj/array/lax";
 * argmin(array([4, 1, 3]), 0); // → 1
 */
export function argmin(x: NDArray, axis: number): NDArray {
  return bind("argmin", [operand("argmin", x)], { axis: axisOf("argmin", x, axis) })[0];
}

function running(
  name: "cumsum" | "cumprod" | "cummax" | "cummin",
  x: NDArray,
  axis: number,
  reverse: boolean,
): NDArray {
  const backwards = readArgument(`lax.${name}`, "reverse", reverse, booleanOption);
  return bind(name, [operand(name, x)], { axis: axisOf(name, x, axis), reverse: backwards })[0];
}

/**
 * Running sums along an axis.
 *
 * @param axis - default 0.
 * @param reverse - run from the end; default false.
 * @example
 * import { array } from "@proj/array";
 * import { cumsum } from "@proj/array/lax";
 * cumsum(array([1, 2, 3])); // → [1, 3, 6]
 */
export function cumsum(x: NDArray, axis = 0, reverse = false): NDArray {
  return running("cumsum", x, axis, reverse);
}

/**
 * Running products along an axis.
 *
 * @param axis - default 0.
 * @param reverse - run from the end; default false.
 * @example
 * import { array } from "@proj/array";
 * import { cumprod } from "@proj/array/lax";
 * cumprod(array([1, 2, 3])); // → [1, 2, 6]
 */
export function cumprod(x: NDArray, axis = 0, reverse = false): NDArray {
  return running("cumprod", x, axis, reverse);
}

/**
 * Running maxima along an axis.
 *
 * @param axis - default 0.
 * @param reverse - run from the end; default false.
 * @example
 * import { array } from "@proj/array";
 * import { cummax } from "@proj/array/lax";
 * cummax(array([1, 3, 2])); // → [1, 3, 3]
 */
export function cummax(x: NDArray, axis = 0, reverse = false): NDArray {
  return running("cummax", x, axis, reverse);
}

/**
 * Running minima along an axis.
 *
 * @param axis - default 0.
 * @param reverse - run from the end; default false.
 * @example
 * import { array } from "@proj/array";
 * import { cummin } from "@proj/array/lax";
 * cummin(array([3, 1, 2])); // → [3, 1, 1]
 */
export function cummin(x: NDArray, axis = 0, reverse = false): NDArray {
  return running("cummin", x, axis, reverse);
}
