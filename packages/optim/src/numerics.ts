import { where, type ArrayLike, type NDArray } from "@proj/array";
import {
  arrayOption,
  booleanOption,
  convert,
  dtypes,
  isFloat,
  isInteger,
  nullableOption,
  axesOption,
  numberOption,
  readArgument,
  readOptions,
  scalar,
  toArray,
  UsageError,
  type Axes,
  type OptionReaders,
} from "@proj/array/core";
import { norm } from "@proj/array/linalg";
import { isTrainable } from "./arrays.ts";
import { scalarOption, type Scalar } from "./hyperparameters.ts";
import { safely, safeRms } from "./safe-norm.ts";

/** Options of {@link safeNorm}. */
export interface SafeNormOptions {
  /** The order of the norm; default `null`, the Euclidean one. */
  readonly ord?: number | null;
  /** The axes over which it is taken; default all. */
  readonly axis?: Axes;
  /** Keep the axes with length 1; default false. */
  readonly keepdims?: boolean;
}

const readers: OptionReaders<SafeNormOptions> = {
  ord: nullableOption(numberOption),
  axis: axesOption,
  keepdims: booleanOption,
};

function floats(operation: string, x: ArrayLike): NDArray {
  const array = toArray(readArgument(operation, "x", x, arrayOption));
  return isTrainable(array) ? array : convert(array, "float32");
}

/**
 * The norm of an array, at least `minNorm`, whose derivative is 0 rather than NaN where the bound holds.
 *
 * @param x - an array.
 * @param minNorm - the least result.
 * @param options - see {@link SafeNormOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { safeNorm } from "@proj/optim";
 * safeNorm(array([3, 4]), 0.1).item(); // → 5
 * safeNorm(array([0, 0]), 0.5).item(); // → 0.5
 * ```
 */
export function safeNorm(x: ArrayLike, minNorm: Scalar, options?: SafeNormOptions): NDArray {
  const least = readArgument("safeNorm", "minNorm", minNorm, scalarOption);
  const { ord = null, axis = null, keepdims = false } = readOptions("safeNorm", options, readers);
  return safely(floats("safeNorm", x), least, (values, keep) => norm(values, { ord, axis, keepdims: keep }), keepdims);
}

/**
 * The root of the mean square of an array, at least `minRms`, whose derivative is 0 where the bound holds.
 *
 * @param x - an array.
 * @param minRms - the least result.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { safeRootMeanSquares } from "@proj/optim";
 * safeRootMeanSquares(array([2, -2]), 0.1).item(); // → 2
 * ```
 */
export function safeRootMeanSquares(x: ArrayLike, minRms: Scalar): NDArray {
  return safeRms(floats("safeRootMeanSquares", x), readArgument("safeRootMeanSquares", "minRms", minRms, scalarOption));
}

/**
 * The count after one more step; it stays at the largest value that its dtype has.
 *
 * @param count - a scalar of integers or floats.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { safeIncrement } from "@proj/optim";
 * safeIncrement(array(2, "int32")).item(); // → 3
 * safeIncrement(array(2147483647, "int32")).item(); // → 2147483647
 * ```
 */
export function safeIncrement(count: ArrayLike): NDArray {
  const given = toArray(readArgument("safeIncrement", "count", count, arrayOption));
  const { dtype } = given;
  if (!isInteger(dtype) && !isFloat(dtype)) {
    throw new UsageError({
      operation: "safeIncrement",
      received: given.describe(),
      expected: "a count of integers or floats",
      remedy: 'convert it with astype("int32")',
    });
  }
  const last = isInteger(dtype)
    ? scalar(dtypes[dtype].max, dtype)
    : scalar(largestFloats[dtype] ?? Number.MAX_VALUE, dtype);
  return where(given.lt(last), given.add(1), last);
}

/** The largest finite numbers of floats that are narrower than JavaScript's own. */
const largestFloats: Readonly<Record<string, number>> = {
  float16: 65504,
  bfloat16: (2 - 2 ** -7) * 2 ** 127,
  float32: (2 - 2 ** -23) * 2 ** 127,
};

export { safeIncrement as safeInt32Increment };
