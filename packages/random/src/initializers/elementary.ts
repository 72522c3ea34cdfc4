import { full, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { arrayOption, readArgument, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { normal as sampleOfNormal } from "../normal.ts";
import { samplesDType, samplesShape } from "../options.ts";
import { typedParameter } from "../parameter.ts";
import { truncatedNormal as sampleOfTruncatedNormal } from "../truncated-normal.ts";
import { uniform as sampleOfUniform } from "../uniform.ts";

/** Makes initial weights from a key. */
export type Initializer = (key: NDArray, shape: Shape, dtype?: FloatDType) => NDArray;

/** The dtype of weights, unless the initialiser is given another. */
export interface WeightOptions {
  /** Default float32. */
  readonly dtype?: FloatDType;
}

const readShape = (operation: string, shape: Shape): Shape => readArgument(operation, "shape", shape, samplesShape);
const readDType = (operation: string, dtype: FloatDType): FloatDType =>
  readArgument(operation, "dtype", dtype, samplesDType);

/** An initialiser that reads its arguments in the name of the function that made it. */
export function initializer(
  operation: string,
  fallback: FloatDType | undefined,
  draw: (key: NDArray, shape: Shape, dtype: FloatDType) => NDArray,
): Initializer {
  return (key, shape, dtype = fallback ?? "float32") =>
    draw(key, readShape(operation, shape), readDType(operation, dtype));
}

/**
 * Weights of 0; the key is not used.
 *
 * @param shape - of the weights.
 * @param dtype - default float32.
 * @throws UsageError for what is no shape or no dtype of floats.
 * @example
 * import { key } from "@proj/random";
 * import { zeros } from "@proj/random/initializers";
 * zeros(key(0), [2]); // → [0, 0]
 */
export function zeros(_key: NDArray, shape: Shape, dtype: FloatDType = "float32"): NDArray {
  return full(readShape("zeros", shape), 0, readDType("zeros", dtype));
}

/**
 * Weights of 1; the key is not used.
 *
 * @param shape - of the weights.
 * @param dtype - default float32.
 * @throws UsageError for what is no shape or no dtype of floats.
 * @example
 * import { key } from "@proj/random";
 * import { ones } from "@proj/random/initializers";
 * ones(key(0), [2]); // → [1, 1]
 */
export function ones(_key: NDArray, shape: Shape, dtype: FloatDType = "float32"): NDArray {
  return full(readShape("ones", shape), 1, readDType("ones", dtype));
}

/**
 * An initialiser of weights that are all equal, or equal to an array that broadcasts to their shape.
 *
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for a value that is no array, and for options that do not exist.
 * @example
 * import { key } from "@proj/random";
 * import { constant } from "@proj/random/initializers";
 * constant(0.5)(key(0), [2]); // → [0.5, 0.5]
 */
export function constant(value: ArrayLike, dtype?: FloatDType | WeightOptions): Initializer {
  const fill = readArgument("constant", "value", value, arrayOption);
  const read = readPositionalOptions<WeightOptions>("constant", [dtype], ["dtype"], { dtype: samplesDType });
  return initializer("constant", read.dtype, (_, shape, kind) => full(shape, fill, kind));
}

/** The scale and dtype of weights. */
export interface ScaleOptions extends WeightOptions {
  /** Of {@link uniform}: the end of the interval, which begins at 0. Default 0.01. */
  readonly scale?: ArrayLike;
}

const scaleReaders: OptionReaders<ScaleOptions> = { scale: arrayOption, dtype: samplesDType };

/**
 * An initialiser of weights that are uniform from 0 to `scale`.
 *
 * @param scale - default 0.01; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist.
 * @example
 * import { key } from "@proj/random";
 * import { uniform } from "@proj/random/initializers";
 * uniform(1)(key(0), [2]); // ≈ [0.947667, 0.97858]
 */
export function uniform(scale?: ArrayLike | ScaleOptions, dtype?: FloatDType | ScaleOptions): Initializer {
  const read = readPositionalOptions<ScaleOptions>("uniform", [scale, dtype], ["scale", "dtype"], scaleReaders);
  return initializer("uniform", read.dtype, (key, shape, kind) =>
    sampleOfUniform(key, shape, kind).mul(typedParameter("uniform", read.scale ?? 0.01, kind)),
  );
}

/** The spread and dtype of weights. */
export interface SpreadOptions extends WeightOptions {
  /** The standard deviation. Default 0.01. */
  readonly stddev?: ArrayLike;
}

const spreadReaders: OptionReaders<SpreadOptions> = { stddev: arrayOption, dtype: samplesDType };

/**
 * An initialiser of normally distributed weights.
 *
 * @param stddev - the standard deviation, default 0.01; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist.
 * @example
 * import { key } from "@proj/random";
 * import { normal } from "@proj/random/initializers";
 * normal(1)(key(0), [2]); // ≈ [1.62264, 2.02526]
 */
export function normal(stddev?: ArrayLike | SpreadOptions, dtype?: FloatDType | SpreadOptions): Initializer {
  const read = readPositionalOptions<SpreadOptions>("normal", [stddev, dtype], ["stddev", "dtype"], spreadReaders);
  return initializer("normal", read.dtype, (key, shape, kind) =>
    sampleOfNormal(key, shape, kind).mul(typedParameter("normal", read.stddev ?? 0.01, kind)),
  );
}

/** The spread, bounds and dtype of weights. */
export interface TruncatedNormalOptions extends SpreadOptions {
  /** The lower bound, in standard deviations. Default -2. */
  readonly lower?: ArrayLike;
  /** The upper bound, in standard deviations. Default 2. */
  readonly upper?: ArrayLike;
}

const truncatedReaders: OptionReaders<TruncatedNormalOptions> = {
  ...spreadReaders,
  lower: arrayOption,
  upper: arrayOption,
};

/**
 * An initialiser of normally distributed weights of which those outside of two bounds do not occur.
 *
 * @param stddev - the standard deviation before that, default 0.01; or options.
 * @param dtype - of the weights, default float32; or options.
 * @param lower - in standard deviations, default -2; or options.
 * @param upper - in standard deviations, default 2.
 * @throws UsageError for options that do not exist.
 * @example
 * import { key } from "@proj/random";
 * import { truncatedNormal } from "@proj/random/initializers";
 * truncatedNormal(1)(key(0), [2]); // ≈ [1.456, 1.71475]
 */
export function truncatedNormal(
  stddev?: ArrayLike | TruncatedNormalOptions,
  dtype?: FloatDType | TruncatedNormalOptions,
  lower?: ArrayLike | TruncatedNormalOptions,
  upper?: ArrayLike | TruncatedNormalOptions,
): Initializer {
  const operation = "truncatedNormal";
  const args = [stddev, dtype, lower, upper];
  const names = ["stddev", "dtype", "lower", "upper"] as const;
  const read = readPositionalOptions<TruncatedNormalOptions>(operation, args, names, truncatedReaders);
  return initializer(operation, read.dtype, (key, shape, kind) =>
    sampleOfTruncatedNormal(key, read.lower ?? -2, read.upper ?? 2, shape, kind).mul(
      typedParameter(operation, read.stddev ?? 0.01, kind),
    ),
  );
}
