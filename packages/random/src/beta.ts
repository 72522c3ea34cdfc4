import type { ArrayLike, FloatDType, NDArray, Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { sampleLoggamma } from "./gamma.ts";
import { subkeys } from "./split.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";

/**
 * Numbers of the beta distribution: x / (x + y) for numbers x and y of gamma distributions. Differentiable by the parameters.
 *
 * @param key - the key, uint32[2].
 * @param a - the first parameter, positive; broadcasts to the shape of the samples.
 * @param b - the second parameter, positive; broadcasts to the shape of the samples.
 * @param shape - the shape of the samples, default that of the parameters; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, from 0 to 1.
 * @throws UsageError if `key` is not one key, or a parameter does not broadcast to the shape.
 * @example
 * import { beta, key } from "@proj/random";
 * beta(key(0), 2, 3, [2]).shape; // → [2]
 */
export function beta(
  key: NDArray,
  a: ArrayLike,
  b: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("beta", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("beta", key, { a, b }, read, (key, { a, b }, options) =>
    sampleBeta("beta", key, a, b, options),
  );
}

function sampleBeta(operation: string, key: NDArray, a: NDArray, b: NDArray, options: Required<FloatOptions>): NDArray {
  const [firstKey, secondKey] = subkeys(key);
  const x = sampleLoggamma(operation, firstKey, a, options);
  const y = sampleLoggamma(operation, secondKey, b, options);
  const largest = lax.max(x, y);
  const [first, second] = [lax.exp(lax.sub(x, largest)), lax.exp(lax.sub(y, largest))];
  return lax.div(first, lax.add(first, second));
}
