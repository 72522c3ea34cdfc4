import { power, reciprocal, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleExponential } from "./exponential.ts";

/**
 * Numbers of the Weibull distribution, whose density is proportional to x^(c - 1) exp(-(x / scale)^c) for the concentration c, by
 * inversion: scale · (-log(1 - u))^(1 / c) for u uniform in [0, 1).
 *
 * @param key - the key, uint32[2].
 * @param scale - the scale, positive; broadcasts to the shape.
 * @param concentration - the exponent c, positive; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameters; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameters do not broadcast to the shape.
 * @example
 * import { key, weibullMin } from "@proj/random";
 * weibullMin(key(0), 1, 2, [3]).toList(); // ≈ [1.7176, 1.9605, 0.6355]
 */
export function weibullMin(
  key: NDArray,
  scale: ArrayLike,
  concentration: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("weibullMin", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("weibullMin", key, { scale, concentration }, read, (key, parameters, options) =>
    power(sampleExponential("weibullMin", key, options), reciprocal(parameters.concentration)).mul(parameters.scale),
  );
}
