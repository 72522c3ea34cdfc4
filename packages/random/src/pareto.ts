import { exp, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleExponential } from "./exponential.ts";

/**
 * Numbers of the Pareto distribution from 1 on, whose density is proportional to x^(-b - 1), as exponentials of exponentially
 * distributed numbers.
 *
 * @param key - the key, uint32[2].
 * @param b - the exponent, positive; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameter does not broadcast to the shape.
 * @example
 * import { key, pareto } from "@proj/random";
 * pareto(key(0), 2, [3]).toList(); // ≈ [4.37132, 6.83265, 1.22379]
 */
export function pareto(
  key: NDArray,
  b: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("pareto", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("pareto", key, { b }, read, (key, { b }, options) =>
    exp(sampleExponential("pareto", key, options).div(b)),
  );
}
