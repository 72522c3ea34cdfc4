import { booleanOption, readArgument } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { integerDTypeOption } from "../core/options.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import type { IntegerDType } from "../core/types/dtype.ts";
import { normalizeAxes, sizeOf } from "../core/types/shape.ts";
import { axisOf, constantLike, integers, operand } from "./apply.ts";
import { bitwiseXor } from "./binary.ts";
import { logOfSum } from "./log-of-sum.ts";
import { broadcastInDim, concatenate, pad, reshape, sliceInDim, transpose } from "./movement.ts";

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

/** An operand that is not weak: as in JAX, folds of bits never are. */
function strong(name: string, x: NDArray): NDArray {
  const read = operand(name, x);
  return convert(read, read.dtype);
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
  return reduction("reduceAnd", strong("reduceAnd", x), axes);
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
  return reduction("reduceOr", strong("reduceOr", x), axes);
}

/** Positions in the dtype that was asked for, of integers. */
const positionsIn = (name: string, positions: NDArray, indexDtype: IntegerDType): NDArray =>
  indexDtype === "int32"
    ? positions
    : convert(positions, readArgument(`lax.${name}`, "indexDtype", indexDtype, integerDTypeOption));

/**
 * The position of the first largest element along an axis; NaN counts as larger than everything.
 *
 * @param indexDtype - the dtype of positions, default int32.
 * @example
 * import { array } from "@proj/array";
 * import { argmax } from "@proj/array/lax";
 * argmax(array([1, 7, 3]), 0); // → 1
 */
export function argmax(x: NDArray, axis: number, indexDtype: IntegerDType = "int32"): NDArray {
  return positionsIn(
    "argmax",
    bind("argmax", [operand("argmax", x)], { axis: axisOf("argmax", x, axis) })[0],
    indexDtype,
  );
}

/**
 * The position of the first smallest element along an axis; NaN counts as smaller than everything.
 *
 * @param indexDtype - the dtype of positions, default int32.
 * @example
 * import { array } from "@proj/array";
 * import { argmin } from "@proj/array/lax";
 * argmin(array([4, 1, 3]), 0); // → 1
 */
export function argmin(x: NDArray, axis: number, indexDtype: IntegerDType = "int32"): NDArray {
  return positionsIn(
    "argmin",
    bind("argmin", [operand("argmin", x)], { axis: axisOf("argmin", x, axis) })[0],
    indexDtype,
  );
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

/**
 * The exclusive or of all bits over axes, which disappear.
 *
 * @param x - integers or booleans.
 * @example
 * import { array } from "@proj/array";
 * import { reduceXor } from "@proj/array/lax";
 * reduceXor(array([[1, 2], [3, 4]], { dtype: "int32" }), [1]); // → [3, 7]
 */
export function reduceXor(x: NDArray, axes: readonly number[]): NDArray {
  const folded = normalizeAxes(integers("reduceXor", "axes", axes), operand("reduceXor", x).ndim, "lax.reduceXor");
  checkDomain("lax.reduceXor", "bits", x.aval);
  const line = lastAxes(strong("reduceXor", x), folded);
  if (line.shape.at(-1) === 0) return broadcastInDim(constantLike(line, 0), line.shape.slice(0, -1), []);
  return foldLast([line], ([a], [b]) => [bitwiseXor(a!, b!)])[0]!;
}

/**
 * Running log Σ exp along an axis, computed without overflow.
 *
 * @param x - real, or complex: then the imaginary parts of the result are from -π to π.
 * @param axis - default 0.
 * @param reverse - run from the end; default false.
 * @example
 * import { array } from "@proj/array";
 * import { cumlogsumexp } from "@proj/array/lax";
 * cumlogsumexp(array([0, 0, 0])); // ≈ [0, 0.6931, 1.0986]
 */
export function cumlogsumexp(x: NDArray, axis = 0, reverse = false): NDArray {
  const along = axisOf("cumlogsumexp", x, axis);
  const backwards = readArgument("lax.cumlogsumexp", "reverse", reverse, booleanOption);
  checkDomain("lax.cumlogsumexp", "inexact", x.aval);
  // After each round, an element holds the sum of twice as many (W. D. Hillis, G. L. Steele, 1986).
  let sums = x;
  for (let step = 1; step < x.shape[along]!; step *= 2) {
    const low = x.shape.map((_, place) => (place === along ? (backwards ? -step : step) : 0));
    const high = low.map((amount) => (amount === 0 ? 0 : -amount));
    sums = logOfSum(sums, pad(sums, -Infinity, low, high));
  }
  return sums;
}

/** The array with some axes taken together as the last one. */
export function lastAxes(x: NDArray, axes: readonly number[]): NDArray {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const moved = transpose(x, [...kept, ...axes]);
  return reshape(moved, [...moved.shape.slice(0, kept.length), sizeOf(moved.shape.slice(kept.length))]);
}

/**
 * Folds the last axis of arrays together by a function of neighbours, in as many rounds as its length has bits.
 *
 * @param join - from two lists of arrays of one shape to one, element by element.
 */
export function foldLast(
  lines: readonly NDArray[],
  join: (left: readonly NDArray[], right: readonly NDArray[]) => readonly NDArray[],
): readonly NDArray[] {
  const axis = lines[0]!.ndim - 1;
  const length = lines[0]!.shape[axis]!;
  const shape = lines[0]!.shape.slice(0, -1);
  if (length === 1) return lines.map((x) => reshape(x, shape));
  const every2nd = (start: number): NDArray[] => lines.map((x) => sliceInDim(x, start, length - (length % 2), 2, axis));
  const joined = join(every2nd(0), every2nd(1));
  const last = lines.map((x) => sliceInDim(x, length - 1, length, 1, axis));
  const next = length % 2 === 0 ? joined : joined.map((x, k) => concatenate([x, last[k]!], axis));
  return foldLast(next, join);
}
