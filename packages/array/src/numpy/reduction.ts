import { booleanOption, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, numberScalar, scalar, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axesOption, dtypeOption, readAxisOptions, type Axes, type AxisOr } from "../core/options.ts";
import { neutralElement } from "../core/scalar/folds.ts";
import type { ScalarValue } from "../core/types/scalar-value.ts";
import { dtypes, isInexact, isUnsigned, type DType } from "../core/types/dtype.ts";
import { stretchedShape, normalizeAxes, sizeOf, type Shape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toBool, toStrong } from "./elementwise.ts";

/** Which axes a reduction folds, and whether they stay with length 1. */
export interface AxisOptions {
  /** One axis, several, or all (the default); negative axes count from the end. */
  readonly axis?: Axes;
  /** Keep reduced axes with length 1; default false. */
  readonly keepdims?: boolean;
}

/** Options of reductions that can leave elements out. */
export interface MaskedReductionOptions extends AxisOptions {
  /** Which elements take part: booleans that broadcast to the array; default all. */
  readonly where?: ArrayLike;
}

/** Options of {@link max} and {@link min}. */
export interface ExtremumOptions extends MaskedReductionOptions {
  /** A scalar that takes part besides the elements, in their dtype: needed where none may be left. */
  readonly initial?: ArrayLike;
}

/** Options of {@link sum} and {@link prod}. */
export interface ReductionOptions extends ExtremumOptions {
  /** In which dtype to compute; default that of the array; int32 or uint32 for shorter integers and booleans. */
  readonly dtype?: DType;
  /** Whether shorter integers are added up in 32 bits where no `dtype` is given; default true. Booleans always are. */
  readonly promoteIntegers?: boolean;
}

export const axisReaders: OptionReaders<AxisOptions> = { axis: axesOption, keepdims: booleanOption };
export const maskedReaders: OptionReaders<MaskedReductionOptions> = { ...axisReaders, where: arrayOption };
export const extremumReaders: OptionReaders<ExtremumOptions> = { ...maskedReaders, initial: arrayOption };
export const reductionReaders: OptionReaders<ReductionOptions> = {
  ...extremumReaders,
  dtype: dtypeOption,
  promoteIntegers: booleanOption,
};

/** The shape with the given axes of length 1. */
export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

/** The number of elements that fold into one. */
export function countOver(x: NDArray, axis: Axes | undefined, operation: string): number {
  return sizeOf(normalizeAxes(axis, x.ndim, operation).map((place) => x.shape[place]!));
}

/** In which dtype elements of a dtype are added up or multiplied: integers and booleans in 32 bits at least, as in JAX. */
export function summing(dtype: DType): DType {
  if (isInexact(dtype) || dtypes[dtype].bytes >= 4) return dtype;
  return isUnsigned(dtype) ? "uint32" : "int32";
}

/** A reduction: how axes fold, how two results combine, and the element that changes nothing. */
interface Fold {
  readonly reduce: typeof lax.reduceSum;
  readonly combine: typeof lax.add;
  readonly neutral: (dtype: DType) => ScalarValue;
}

const lowest = (dtype: DType): ScalarValue => (isInexact(dtype) ? -Infinity : neutralElement("max", dtype));
const highest = (dtype: DType): ScalarValue => (isInexact(dtype) ? Infinity : neutralElement("min", dtype));

const folds = {
  sum: { reduce: lax.reduceSum, combine: lax.add, neutral: () => 0 },
  prod: { reduce: lax.reduceProd, combine: lax.mul, neutral: () => 1 },
  max: { reduce: lax.reduceMax, combine: lax.max, neutral: lowest },
  min: { reduce: lax.reduceMin, combine: lax.min, neutral: highest },
  all: { reduce: lax.reduceAnd, combine: lax.bitwiseAnd, neutral: () => 1 },
  any: { reduce: lax.reduceOr, combine: lax.bitwiseOr, neutral: () => 0 },
} satisfies Record<string, Fold>;

/** The array with the elements that do not take part replaced by one that changes nothing. */
function masked(operation: string, x: NDArray, where: ArrayLike | undefined, neutral: ScalarValue): NDArray {
  if (where === undefined) return x;
  const mask = toBool(where, operation);
  const shape = stretchedShape(operation, x.shape, mask.shape);
  return lax.select(broadcastTo(mask, shape), broadcastTo(x, shape), scalar(neutral, x.dtype));
}

function fold(operation: string, kind: Fold, x: NDArray, options: ExtremumOptions): NDArray {
  const operand = masked(operation, toStrong(x), options.where, kind.neutral(x.dtype));
  const axes = normalizeAxes(options.axis, operand.ndim, operation);
  const folded = kind.reduce(operand, axes);
  const result = options.keepdims === true ? lax.reshape(folded, keptShape(operand.shape, axes)) : folded;
  if (options.initial === undefined) return result;
  const { initial: given } = options;
  const initial =
    typeof given === "number"
      ? numberScalar(operation, given, result.dtype, false, "convert")
      : convert(toArray(given, operation), result.dtype);
  if (initial.ndim > 0) {
    throw new UsageError({
      operation,
      received: `initial: ${initial.describe()}`,
      expected: "initial: a scalar",
      remedy: "combine the result with an array afterwards",
    });
  }
  return kind.combine(result, initial);
}

/** The extremum of nothing does not exist, unless there is something to begin with. */
function extremum(operation: "max" | "min", x: ArrayLike, argument: AxisOr<ExtremumOptions> | undefined): NDArray {
  const options = readAxisOptions<ExtremumOptions>(operation, argument, extremumReaders);
  const array = toArray(x, operation);
  const extreme = operation === "max" ? "-Infinity" : "Infinity";
  if (options.initial === undefined && options.where !== undefined) {
    throw new UsageError({
      operation,
      received: "where: a mask, but no initial",
      expected: "initial: what the result is where no element takes part",
      remedy: `add { initial: ${extreme} }`,
    });
  }
  if (options.initial === undefined && countOver(array, options.axis, operation) === 0) {
    throw new UsageError({
      operation,
      received: `${array.describe()} over axes [${normalizeAxes(options.axis, array.ndim, operation).join(", ")}]`,
      expected: "at least one element to choose from",
      remedy: `check the shape first, or give a value to begin with: { initial: ${extreme} }`,
    });
  }
  return fold(operation, folds[operation], array, options);
}

/**
 * The sum over axes, of integers of fewer than 32 bits and of booleans in 32 bits. An empty sum is 0.
 *
 * @param options - the axes alone, or {@link ReductionOptions}; default all axes.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, sum } from "@proj/array";
 * sum(array([[1, 2], [3, 4]]), 0); // → [4, 6]
 * sum(array([[1, 2], [3, 4]]), { axis: -1, where: array([true, false]) }); // → [1, 3]
 */
export function sum(x: ArrayLike, options?: AxisOr<ReductionOptions>): NDArray {
  return arithmetic("sum", x, options);
}

/**
 * The product over axes, of integers of fewer than 32 bits and of booleans in 32 bits. An empty product is 1.
 *
 * @param options - the axes alone, or {@link ReductionOptions}; default all axes.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, prod } from "@proj/array";
 * prod(array([2, 3, 4])); // → 24
 */
export function prod(x: ArrayLike, options?: AxisOr<ReductionOptions>): NDArray {
  return arithmetic("prod", x, options);
}

function arithmetic(operation: "sum" | "prod", x: ArrayLike, argument: AxisOr<ReductionOptions> | undefined): NDArray {
  const read = readAxisOptions<ReductionOptions>(operation, argument, reductionReaders);
  const { dtype, promoteIntegers = true, ...options } = read;
  const array = toArray(x, operation);
  const own = promoteIntegers || array.dtype === "bool" ? summing(array.dtype) : array.dtype;
  // Booleans are multiplied as 0 and 1.
  if (dtype === "bool" && operation === "prod")
    return convert(arithmetic(operation, convert(convert(array, "bool"), "int32"), options), "bool");
  return fold(
    operation,
    folds[operation],
    convert(array, dtype ?? own, dtype === undefined && array.weakType),
    options,
  );
}

/**
 * The largest element over axes; NaN if there is one.
 *
 * @param options - the axes alone, or {@link ExtremumOptions}; default all axes.
 * @throws UsageError when there is no element to choose from and no `initial`.
 * @example
 * import { array, max } from "@proj/array";
 * max(array([[1, 5], [3, 4]]), 1); // → [5, 4]
 */
export function max(x: ArrayLike, options?: AxisOr<ExtremumOptions>): NDArray {
  return extremum("max", x, options);
}

/**
 * The smallest element over axes; NaN if there is one.
 *
 * @param options - the axes alone, or {@link ExtremumOptions}; default all axes.
 * @throws UsageError when there is no element to choose from and no `initial`.
 * @example
 * import { array, min } from "@proj/array";
 * min(array([[1, 5], [3, 4]]), 1); // → [1, 3]
 */
export function min(x: ArrayLike, options?: AxisOr<ExtremumOptions>): NDArray {
  return extremum("min", x, options);
}

export { max as amax, min as amin };

/**
 * True where all elements over the axes are true; of nothing, true.
 *
 * @param options - the axes alone, or {@link MaskedReductionOptions}; default all axes.
 * @example
 * import { all, array } from "@proj/array";
 * all(array([[true, false], [true, true]]), 1); // → [false, true]
 */
export function all(x: ArrayLike, options?: AxisOr<MaskedReductionOptions>): NDArray {
  return fold(
    "all",
    folds.all,
    toBool(x, "all"),
    readAxisOptions<MaskedReductionOptions>("all", options, maskedReaders),
  );
}

/**
 * True where any element over the axes is true; of nothing, false.
 *
 * @param options - the axes alone, or {@link MaskedReductionOptions}; default all axes.
 * @example
 * import { any, array } from "@proj/array";
 * any(array([[true, false], [false, false]]), 1); // → [true, false]
 */
export function any(x: ArrayLike, options?: AxisOr<MaskedReductionOptions>): NDArray {
  return fold(
    "any",
    folds.any,
    toBool(x, "any"),
    readAxisOptions<MaskedReductionOptions>("any", options, maskedReaders),
  );
}

/**
 * How many elements over the axes are not 0, as int32.
 *
 * @param options - the axes alone, or {@link AxisOptions}; default all axes.
 * @example
 * import { array, countNonzero } from "@proj/array";
 * countNonzero(array([0, 3, 0, 7])); // → 2
 */
export function countNonzero(x: ArrayLike, options?: AxisOr<AxisOptions>): NDArray {
  const read = readAxisOptions<AxisOptions>("countNonzero", options, axisReaders);
  return fold("countNonzero", folds.sum, convert(toBool(x, "countNonzero"), "int32"), read);
}

/**
 * From the smallest to the largest element over axes: their difference.
 *
 * @param options - the axes alone, or {@link AxisOptions}; default all axes.
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { array, ptp } from "@proj/array";
 * ptp(array([[1, 5], [7, 4]]), 1); // → [4, 3]
 */
export function ptp(x: ArrayLike, options?: AxisOr<AxisOptions>): NDArray {
  const read = readAxisOptions<AxisOptions>("ptp", options, axisReaders);
  const array = toArray(x, "ptp");
  if (sizeOf(normalizeAxes(read.axis, array.ndim, "ptp").map((axis) => array.shape[axis]!)) === 0) {
    throw new UsageError({
      operation: "ptp",
      received: array.describe(),
      expected: "at least one element to choose from",
      remedy: "check the shape first",
    });
  }
  return lax.sub(max(array, read), min(array, read));
}
