import { floor, log, log1p, where, type ArrayLike, type IntegerDType, type NDArray, type Shape } from "@proj/array";
import { integerDTypeOption, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { samplesShape } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/** How {@link geometric} numbers are made. */
export interface GeometricOptions {
  /** The shape of the samples. Default: that of `p`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default int32. */
  readonly dtype?: IntegerDType;
}

const geometricReaders: OptionReaders<GeometricOptions> = {
  shape: samplesShape,
  dtype: integerDTypeOption,
};

/**
 * Numbers of the geometric distribution, how many trials it takes to succeed, by inversion: ⌊log u / log(1 - p)⌋ + 1 for u uniform
 * in (0, 1].
 *
 * @param key - the key, uint32[2].
 * @param p - the probability that a trial succeeds, above 0 and up to 1; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of `p`; or options.
 * @param dtype - int32 (default) or uint32; or options.
 * @returns the samples, from 1 on.
 * @throws UsageError if `key` is not one key, or `p` does not broadcast to the shape.
 * @example
 * import { geometric, key } from "@proj/random";
 * geometric(key(0), 0.5, [4]).shape; // → [4]
 */
export function geometric(
  key: NDArray,
  p: ArrayLike,
  shape?: Shape | GeometricOptions,
  dtype?: IntegerDType | GeometricOptions,
): NDArray {
  const args = [shape, dtype];
  const { dtype: kind = "int32", ...read } = readPositionalOptions<GeometricOptions>(
    "geometric",
    args,
    ["shape", "dtype"],
    geometricReaders,
  );
  return sampleWithParameters("geometric", key, { p }, read, (key, { p }, options) => {
    const u = sampleUniform("geometric", key, options);
    // A logarithm of 0 would be infinite.
    const positive = where(u.eq(0), 1, u);
    return floor(log(positive).div(log1p(p.neg())))
      .add(1)
      .astype(kind);
  });
}
