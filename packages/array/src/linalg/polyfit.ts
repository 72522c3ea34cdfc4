import {
  booleanOption,
  integerOption,
  numberOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import type { FloatDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply, sqrt, square } from "../numpy/arithmetic.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { vander } from "../numpy/matrices.ts";
import { matmul, outer } from "../numpy/product.ts";
import { sum } from "../numpy/reduction.ts";
import { finfo } from "../numpy/result-type.ts";
import { transpose } from "../numpy/reshaping.ts";
import { lstsq } from "./lstsq.ts";
import { inv } from "./solve.ts";

/** Options of {@link polyfit}. */
export interface PolyfitOptions {
  /** Singular values below this part of the largest one count as 0; default the number of samples times ε. */
  readonly rcond?: number | null;
  /** Whether to give the residuals, the rank, the singular values and `rcond` as well; default false. */
  readonly full?: boolean;
  /** What each sample counts; default 1. */
  readonly w?: ArrayLike | null;
  /** Whether to give the covariances of the coefficients as well; `"unscaled"` without the variance of the residuals. Default false. */
  readonly cov?: boolean | "unscaled";
}

const readers: OptionReaders<PolyfitOptions> = {
  rcond: (value, place) => (value === null ? null : numberOption(value, place)),
  full: booleanOption,
  w: (value, place) => (value === null ? null : arrayOption(value, place)),
  cov: (value, place) => (value === "unscaled" ? value : booleanOption(value, place)),
};

const degreeOption = integerOption(0);

function wrong(received: string, expected: string): UsageError {
  return new UsageError({
    operation: "polyfit",
    received,
    expected,
    remedy: "give a vector of places, and as many values, or rows of values",
  });
}

/**
 * The polynomial that comes closest to values at given places, by least squares.
 *
 * @param x - a vector of places.
 * @param y - as many values; or a matrix with as many rows, whose columns are fitted one by one.
 * @param degree - the highest power.
 * @param options - see {@link PolyfitOptions}.
 * @returns the coefficients, that of the highest power first; with `full` or `cov` a list.
 * @throws UsageError when places and values do not fit.
 * @example
 * import { array, polyfit } from "@proj/array";
 * polyfit(array([0, 1, 2]), array([1, 3, 5]), 1); // ≈ [2, 1]
 */
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  degree: number,
  options: PolyfitOptions & ({ readonly full: true } | { readonly cov: true | "unscaled" }),
): readonly NDArray[];
export function polyfit(x: ArrayLike, y: ArrayLike, degree: number, options?: PolyfitOptions): NDArray;
export function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  degree: number,
  options?: PolyfitOptions,
): NDArray | readonly NDArray[] {
  const { rcond, full = false, w = null, cov = false } = readOptions<PolyfitOptions>("polyfit", options, readers);
  const order = readArgument("polyfit", "degree", degree, degreeOption) + 1;
  const type = inFloat(promotedType("polyfit", w === null ? [x, y] : [x, y, w]));
  const [places, values] = [promoteTo("polyfit", x, type), promoteTo("polyfit", y, type)];
  if (places.ndim !== 1 || places.length === 0 || values.ndim < 1 || values.ndim > 2 || values.length !== places.length)
    throw wrong(`places ${places.describe()} and values ${values.describe()}`, "a vector, and as many values");
  const count = places.length;
  const weights = w === null ? null : promoteTo("polyfit", w, type);
  if (weights !== null && (weights.ndim !== 1 || weights.length !== count))
    throw wrong(`w: ${weights.describe()} for ${count} samples`, "w: one weight for each sample");
  const column = weights === null ? null : lax.reshape(weights, [count, 1]);
  const powers = column === null ? vander(places, order) : multiply(vander(places, order), column);
  const wanted = column === null || weights === null ? values : multiply(values, values.ndim === 2 ? column : weights);
  const scale = sqrt(sum(square(powers), 0));
  const scaled = divide(powers, scale);
  const cutoff = rcond ?? count * finfo(places.dtype as FloatDType).eps;
  const [solution, residuals, rank, singular] = lstsq(scaled, wanted, cutoff);
  const coefficients = divide(solution, solution.ndim === 2 ? lax.reshape(scale, [order, 1]) : scale);
  if (full) return [coefficients, residuals, rank, singular, toArray(cutoff, "polyfit")];
  if (cov === false) return coefficients;
  const base = divide(inv(matmul(transpose(scaled), scaled)), outer(scale, scale));
  if (cov === true && count <= order)
    throw wrong(`${count} samples for ${order} coefficients`, "more samples than that");
  const factor = cov === "unscaled" ? lax.full([1], 1, places.dtype) : divide(residuals, count - order);
  if (values.ndim === 1) return [coefficients, multiply(base, factor)];
  return [coefficients, multiply(lax.expandDims(base, [2]), factor)];
}
