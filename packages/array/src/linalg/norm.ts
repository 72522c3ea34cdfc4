import {
  booleanOption,
  nullableOption,
  readOptions,
  readPositionalOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { axesOption, type Axes } from "../core/options.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs } from "../numpy/arithmetic.ts";
import { real, toStrong } from "../numpy/elementwise.ts";
import { max, min, sum } from "../numpy/reduction.ts";
import { expandDims, moveaxis } from "../numpy/reshaping.ts";
import { valuesOf } from "./svd.ts";
import { euclideanNorm, pNorm } from "./vector-norm.ts";

/**
 * Which norm: of vectors any p; of matrices the largest sum of a column (1) or row (Infinity), or the smallest (-1, -Infinity), the largest
 * singular value (2), the smallest (-2) or the sum of all (`"nuc"`), or the root of all squares (`"fro"`).
 */
export type NormOrder = number | "fro" | "f" | "nuc";

/** Options of {@link norm}. */
export interface NormOptions {
  /** Default `null`: the root of the sum of squares, of vectors and matrices alike. */
  readonly ord?: NormOrder | null;
  /** One axis for vectors, two for matrices; default all axes, which may be more for `ord: null`. */
  readonly axis?: Axes;
  /** Keep the axes with length 1; default false. */
  readonly keepdims?: boolean;
}

/** Reads the order of a norm. */
export const orderOption: OptionReader<NormOrder> = (value, place) => {
  if ((typeof value === "number" && !Number.isNaN(value)) || value === "fro" || value === "f" || value === "nuc")
    return value;
  throw wrongOption(place, value, 'a number, "fro" or "nuc"');
};

const readers: OptionReaders<NormOptions> = {
  ord: nullableOption(orderOption),
  axis: axesOption,
  keepdims: booleanOption,
};

/**
 * The norm of vectors or matrices.
 *
 * @param options - order, axis and keepdims by place, or {@link NormOptions}.
 * @throws UsageError for more than two axes, unless the order is left out, and for orders that matrices or vectors do not have.
 * @example
 * import { array } from "@proj/array";
 * import { norm } from "@proj/array/linalg";
 * norm(array([3, 4])); // → 5
 * norm(array([[1, -2], [3, 4]]), 1); // → 6
 */
export function norm(x: ArrayLike, options?: NormOptions): NDArray;
export function norm(x: ArrayLike, ord?: NormOrder | null, axis?: Axes, keepdims?: boolean): NDArray;
export function norm(x: ArrayLike, ord?: NormOrder | null, axis?: Axes | Omit<NormOptions, "ord" | "axis">): NDArray;
export function norm(x: ArrayLike, ord?: NormOrder | null, options?: Omit<NormOptions, "ord">): NDArray;
export function norm(x: ArrayLike, ...args: readonly unknown[]): NDArray {
  const read = readPositionalOptions<NormOptions>("norm", args, ["ord", "axis", "keepdims"], readers);
  const { ord = null, axis = null, keepdims = false } = read;
  const array = toStrong(real("norm", x));
  if (axis === null && ord === null) return euclideanNorm(array, null, keepdims);
  const axes = normalizeAxes(axis, array.ndim, "norm");
  if (axes.length === 2) return normOfMatrices("norm", array, ord ?? "fro", axes as [number, number], keepdims);
  if (axes.length === 1 && typeof ord !== "string") return pNorm("norm", array, ord ?? 2, axes, keepdims);
  throw new UsageError({
    operation: "norm",
    received: `ord: ${JSON.stringify(ord)} along axes [${axes.join(", ")}] of ${array.describe()}`,
    expected: "a number along one axis, or any order along two",
    remedy: "choose the axes of the vectors or matrices with axis",
  });
}

/** Norms of matrices on two axes, the first of which is that of rows. */
function normOfMatrices(
  operation: string,
  x: NDArray,
  ord: NormOrder,
  axes: readonly [rows: number, columns: number],
  keepdims: boolean,
): NDArray {
  const kept = (result: NDArray): NDArray =>
    keepdims
      ? result
      : lax.squeeze(
          result,
          [...axes].sort((a, b) => a - b),
        );
  const sums = (axis: number): NDArray => sum(abs(x), { axis, keepdims: true });
  const [rows, columns] = axes;
  switch (ord) {
    case "f":
    case "fro":
      return euclideanNorm(x, axes, keepdims);
    case 1:
      return kept(max(sums(rows), { axis: columns, keepdims: true, initial: 0 }));
    case -1:
      return kept(min(sums(rows), { axis: columns, keepdims: true }));
    case Infinity:
      return kept(max(sums(columns), { axis: rows, keepdims: true, initial: 0 }));
    case -Infinity:
      return kept(min(sums(columns), { axis: rows, keepdims: true }));
    case 2:
    case -2:
    case "nuc": {
      const s = valuesOf(operation, moveaxis(x, axes, [-2, -1]), false);
      const result = ord === 2 ? max(s, { axis: -1, initial: 0 }) : ord === -2 ? min(s, -1) : sum(s, -1);
      return keepdims
        ? expandDims(
            result,
            [...axes].sort((a, b) => a - b),
          )
        : result;
    }
  }
  throw new UsageError({
    operation,
    received: `ord: ${ord} of matrices`,
    expected: 'ord: 1, -1, 2, -2, Infinity, -Infinity, "fro" or "nuc"',
    remedy: "for the norm of all elements as one vector, ravel the array",
  });
}

/** Options of {@link matrixNorm}. */
export interface MatrixNormOptions {
  /** Keep the axes with length 1; default false. */
  readonly keepdims?: boolean;
  /** Default `"fro"`. */
  readonly ord?: NormOrder;
}

const matrixReaders: OptionReaders<MatrixNormOptions> = { keepdims: booleanOption, ord: orderOption };

/**
 * The norm of the matrices on the last two axes.
 *
 * @throws UsageError for an array with fewer than two axes, and for orders that matrices do not have.
 * @example
 * import { array } from "@proj/array";
 * import { matrixNorm } from "@proj/array/linalg";
 * matrixNorm(array([[1, -2], [3, 4]]), { ord: Infinity }); // → 7
 */
export function matrixNorm(x: ArrayLike, options?: MatrixNormOptions): NDArray {
  const { keepdims = false, ord = "fro" } = readOptions<MatrixNormOptions>("matrixNorm", options, matrixReaders);
  const array = toStrong(real("matrixNorm", x));
  const axes = normalizeAxes([-2, -1], array.ndim, "matrixNorm") as readonly number[] as [number, number];
  return normOfMatrices("matrixNorm", array, ord, axes, keepdims);
}
