import { booleanOption, isRecord, numberOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axesOption, dtypeOption, readAxisOptions, type Axes, type AxisOr } from "../core/options.ts";
import { isComplexDType, isInexact, isInteger, type DType } from "../core/types/dtype.ts";
import { normalizeAxes, shapesEqual, sizeOf } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs, divide, multiply, sqrt } from "./arithmetic.ts";
import { inFloat, toFloat } from "./elementwise.ts";
import { diagonal } from "./matrices.ts";
import { matmul } from "./product.ts";
import { sum } from "./reduction.ts";
import { squeeze, transpose } from "./reshaping.ts";
import { clip } from "./selection.ts";
import { mean } from "./statistics.ts";

/** Options of {@link average}. */
export interface AverageOptions {
  /** One axis, several, or all (the default). */
  readonly axis?: Axes;
  /** What each element counts: in the shape of the array, or of the axes that are folded; default 1. */
  readonly weights?: ArrayLike | null;
  /** Whether to give the sums of the weights as well; default false. */
  readonly returned?: boolean;
  /** Keep folded axes with length 1; default false. */
  readonly keepdims?: boolean;
}

const weightsOption: OptionReaders<AverageOptions>["weights"] = (value, place) =>
  value === null ? null : arrayOption(value, place);
const averageReaders: OptionReaders<AverageOptions> = {
  axis: axesOption,
  weights: weightsOption,
  returned: booleanOption,
  keepdims: booleanOption,
};

/**
 * The mean over axes, of elements that count more or less.
 *
 * @param options - the axes alone, or {@link AverageOptions}; default all axes.
 * @returns the averages, floats; with `returned` also the sums of the weights.
 * @throws UsageError when the weights do not fit.
 * @example
 * import { array, average } from "@proj/array";
 * average(array([1, 2, 6]), { weights: array([1, 1, 2]) }); // → 3.75
 */
export function average(
  x: ArrayLike,
  options: AverageOptions & { readonly returned: true },
): readonly [average: NDArray, weights: NDArray];
export function average(x: ArrayLike, options?: AxisOr<AverageOptions>): NDArray;
export function average(
  x: ArrayLike,
  options?: AxisOr<AverageOptions>,
): NDArray | readonly [average: NDArray, weights: NDArray] {
  const read = readAxisOptions<AverageOptions>("average", options, averageReaders);
  const { axis = null, keepdims = false, returned = false, weights = null } = read;
  const [averaged, total] = weigh("average", x, axis, keepdims, weights);
  return returned ? [averaged, broadcastTo(total, averaged.shape)] : averaged;
}

/** The average, and the sum of the weights. */
function weigh(
  operation: string,
  x: ArrayLike,
  axis: Axes,
  keepdims: boolean,
  weights: ArrayLike | null,
): readonly [average: NDArray, total: NDArray] {
  const folding = { axis, keepdims };
  if (weights === null) {
    const array = toFloat(toArray(x, operation));
    const count = sizeOf(normalizeAxes(axis, array.ndim, operation).map((place) => array.shape[place]!));
    const averaged = mean(array, folding);
    return [averaged, lax.full([], count, averaged.dtype)];
  }
  const type = inFloat(promotedType(operation, [x, weights]));
  const [array, given] = [promoteTo(operation, x, type), promoteTo(operation, weights, type)];
  const factors = shapesEqual(given.shape, array.shape) ? given : onAxes(operation, given, array, axis);
  const total = sum(factors, folding);
  return [divide(sum(multiply(array, factors), folding), total), total];
}

/** Weights along the axes that are folded, in the order in which these are named. */
function onAxes(operation: string, weights: NDArray, x: NDArray, axis: Axes): NDArray {
  const axes = normalizeAxes(axis, x.ndim, operation);
  if (
    axis !== null &&
    shapesEqual(
      weights.shape,
      axes.map((place) => x.shape[place]!),
    )
  ) {
    const order = axes.map((_, place) => place).toSorted((a, b) => axes[a]! - axes[b]!);
    const turned = lax.transpose(weights, order);
    return lax.reshape(
      turned,
      x.shape.map((length, place) => (axes.includes(place) ? length : 1)),
    );
  }
  throw new UsageError({
    operation,
    received: `weights ${weights.describe()} for ${x.describe()}`,
    expected: "weights in the shape of the array, or of the axes that are named",
    remedy: "name the axes: { axis: 0, weights }",
  });
}

/** Options of {@link cov}. */
export interface CovOptions {
  /** Whether variables are rows and observations columns; default true. */
  readonly rowvar?: boolean;
  /** Whether to divide by the number of observations, instead of one less; default false. */
  readonly bias?: boolean;
  /** What is subtracted from the number of observations; default 1, or 0 with `bias`. */
  readonly ddof?: number | null;
  /** How often each observation was made: a vector of integers. */
  readonly fweights?: ArrayLike | null;
  /** How much each observation counts: a vector. */
  readonly aweights?: ArrayLike | null;
  /** The dtype to compute in; default that of the data. */
  readonly dtype?: DType;
}

const inexactDType: OptionReaders<CovOptions>["dtype"] = (value, place) => {
  const dtype = dtypeOption(value, place);
  if (isInexact(dtype)) return dtype;
  throw new UsageError({
    operation: place.operation,
    received: `dtype: "${dtype}"`,
    expected: "a dtype of floats or complex numbers",
    remedy: 'pass { dtype: "float32" }',
  });
};
const covReaders: OptionReaders<CovOptions> = {
  rowvar: booleanOption,
  bias: booleanOption,
  ddof: (value, place) => (value === null ? null : numberOption(value, place)),
  fweights: weightsOption,
  aweights: weightsOption,
  dtype: inexactDType,
};

/** Variables as rows. */
function variables(operation: string, x: NDArray, rowvar: boolean): NDArray {
  if (x.ndim > 2) {
    throw new UsageError({
      operation,
      received: x.describe(),
      expected: "a vector or a matrix",
      remedy: "reshape it so that variables are rows and observations columns",
    });
  }
  if (x.ndim < 2) return lax.reshape(x, [1, x.size]);
  return rowvar ? x : transpose(x);
}

/** Weights of observations, one for each. */
function observed(
  operation: string,
  name: string,
  weights: ArrayLike,
  count: number,
  wanted: "integers" | "numbers",
): NDArray {
  const array = toArray(weights, operation);
  if (array.ndim === 1 && array.length === count && (wanted === "numbers" || isInteger(array.dtype))) return abs(array);
  throw new UsageError({
    operation,
    received: `${name}: ${array.describe()} for ${count} observations`,
    expected: `${name}: a vector of ${count} ${wanted}`,
    remedy: "give one weight for each observation",
  });
}

/**
 * How variables vary together: the covariance of each with each.
 *
 * @param x - variables as rows, observations as columns; a vector is one variable.
 * @param y - further variables, one or several; default none.
 * @param options - see {@link CovOptions}.
 * @returns a matrix; of one variable a scalar.
 * @throws UsageError for more than two axes, and for weights that do not fit.
 * @example
 * import { array, cov } from "@proj/array";
 * cov(array([[1, 2, 3], [3, 2, 1]])); // → [[1, -1], [-1, 1]]
 */
export function cov(x: ArrayLike, y?: ArrayLike | null | CovOptions, options?: CovOptions): NDArray {
  const [second, given] = secondAndOptions(y, options);
  return covariance("cov", x, second, readOptions<CovOptions>("cov", given, covReaders));
}

/** One row stays a row, as in NumPy, when the second variables are columns. */
const isRow = (y: ArrayLike): boolean => toArray(y, "cov").shape[0] === 1;

/** The second array, where there is one, and the options behind it. */
function secondAndOptions<Options extends object>(
  y: ArrayLike | null | Options | undefined,
  options: Options | undefined,
): readonly [second: ArrayLike | null, options: Options | undefined] {
  if (isRecord(y)) return [null, y as Options];
  return [y ?? null, options];
}

function covariance(operation: string, x: ArrayLike, y: ArrayLike | null, options: CovOptions): NDArray {
  const { rowvar = true, bias = false, dtype } = options;
  const type = inFloat(promotedType(operation, y === null ? [x] : [x, y]));
  const first = variables(operation, promoteTo(operation, x, type), rowvar);
  const second = y === null ? null : variables(operation, promoteTo(operation, y, type), rowvar || isRow(y));
  if (second !== null && second.shape[1] !== first.shape[1]) {
    throw new UsageError({
      operation,
      received: `${first.shape[1]!} and ${second.shape[1]!} observations`,
      expected: "as many observations of the second variables as of the first",
      remedy: rowvar ? "transpose an array, or pass { rowvar: false }" : "transpose an array",
    });
  }
  const joined = second === null ? first : lax.concatenate([first, second], 0);
  const data = convert(joined, dtype ?? joined.dtype);
  const [rows, count] = [data.shape[0]!, data.shape[1]!];
  if (rows === 0) return lax.full([0, 0], 0, data.dtype);
  if (count === 0) return lax.full(rows === 1 ? [] : [rows, rows], NaN, data.dtype);
  const ddof = options.ddof ?? (bias ? 0 : 1);
  const { fweights = null, aweights = null } = options;
  const times = fweights === null ? null : observed(operation, "fweights", fweights, count, "integers");
  const share = aweights === null ? null : observed(operation, "aweights", aweights, count, "numbers");
  const unconverted = times === null ? share : share === null ? times : multiply(times, share);
  const weights = unconverted === null ? null : convert(unconverted, data.dtype);
  const [centre] = weigh(operation, data, 1, true, weights);
  const sums = weights === null ? lax.full([], count, data.dtype) : sum(weights);
  const lost =
    weights === null || ddof === 0 || share === null
      ? lax.full([], ddof, data.dtype)
      : divide(multiply(ddof, sum(multiply(weights, convert(share, data.dtype)))), sums);
  const freedom = sums.sub(lost);
  const deviations = data.sub(centre);
  const weighted = transpose(weights === null ? deviations : multiply(deviations, weights));
  const conjugate = isComplexDType(weighted.dtype) ? lax.conj(weighted) : weighted;
  return squeeze(divide(matmul(deviations, conjugate), freedom));
}

/** Options of {@link corrcoef}. */
export type CorrcoefOptions = Pick<CovOptions, "rowvar" | "dtype">;

const corrcoefReaders: OptionReaders<CorrcoefOptions> = { rowvar: booleanOption, dtype: inexactDType };

/**
 * Pearson's correlation of each variable with each, from -1 to 1.
 *
 * @param x - variables as rows, observations as columns; a vector is one variable.
 * @param y - further variables, one or several; default none.
 * @param options - see {@link CorrcoefOptions}.
 * @returns a matrix; of one variable a scalar.
 * @throws UsageError for more than two axes.
 * @example
 * import { array, corrcoef } from "@proj/array";
 * corrcoef(array([[1, 2, 3], [6, 4, 2]])); // ≈ [[1, -1], [-1, 1]]
 */
export function corrcoef(x: ArrayLike, y?: ArrayLike | null | CorrcoefOptions, options?: CorrcoefOptions): NDArray {
  const [second, given] = secondAndOptions(y, options);
  const read = readOptions<CorrcoefOptions>("corrcoef", given, corrcoefReaders);
  const covariances = covariance("corrcoef", x, second, read);
  if (covariances.ndim === 0) return divide(covariances, covariances);
  const deviation = sqrt(diagonal(covariances));
  const columns = lax.reshape(deviation, [deviation.size, 1]);
  const coefficients = covariances.div(columns).div(deviation);
  const clipped = (part: NDArray): NDArray => clip(part, -1, 1);
  if (!isComplexDType(coefficients.dtype)) return clipped(coefficients);
  return lax.complex(clipped(lax.real(coefficients)), clipped(lax.imag(coefficients)));
}
