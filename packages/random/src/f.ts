import type { ArrayLike, FloatDType, NDArray, Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleChisquare } from "./chisquare.ts";
import { subkeys } from "./split.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";

/**
 * Numbers of the F distribution: the ratio of two χ² numbers, each over its degrees of freedom. Differentiable by the parameters.
 *
 * @param key - the key, uint32[2].
 * @param dfnum - the degrees of freedom of the numerator, positive; broadcasts to the shape of the samples.
 * @param dfden - the degrees of freedom of the denominator, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameters; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, not negative.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { f, key } from "@proj/random";
 * f(key(0), 3, 5, [2]).shape; // → [2]
 */
export function f(
  key: NDArray,
  dfnum: ArrayLike,
  dfden: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("f", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("f", key, { dfnum, dfden }, read, (key, { dfnum, dfden }, options) =>
    sampleF("f", key, dfnum, dfden, options),
  );
}

function sampleF(
  operation: string,
  key: NDArray,
  dfnum: NDArray,
  dfden: NDArray,
  options: Required<FloatOptions>,
): NDArray {
  const [lowerKey, upperKey] = subkeys(key);
  const upper = lax.div(sampleChisquare(operation, upperKey, dfnum, options), dfnum);
  return lax.div(upper, lax.div(sampleChisquare(operation, lowerKey, dfden, options), dfden));
}
