import { sqrt, square, where, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleNormal } from "./normal.ts";
import { subkeys } from "./split.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the Wald distribution, the inverse Gaussian one of scale 1: the time at which Brownian motion with drift first
 * reaches a level. By the transformation with several roots of Michael, Schucany and Haas (1976).
 *
 * @param key - the key, uint32[2].
 * @param mean - the mean, positive; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameter does not broadcast to the shape.
 * @example
 * import { key, wald } from "@proj/random";
 * wald(key(0), 2, [3]).shape; // → [3]
 */
export function wald(
  key: NDArray,
  mean: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("wald", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("wald", key, { mean }, read, (key, { mean }, options) => {
    const [normalKey, uniformKey] = subkeys(key);
    const y = square(sampleNormal("wald", normalKey, options));
    const u = sampleUniform("wald", uniformKey, options);
    const squared = square(mean);
    const root = sqrt(
      mean
        .mul(4)
        .mul(y)
        .add(squared.mul(square(y))),
    );
    const x = mean.add(squared.mul(y).div(2)).sub(mean.div(2).mul(root));
    return where(u.le(mean.div(mean.add(x))), x, squared.div(x));
  });
}
