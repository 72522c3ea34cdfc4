import { log, sqrt, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the Rayleigh distribution, the lengths of vectors in the plane with normally distributed coordinates, by
 * inversion: scale · √(-2 log u) for u uniform in [0, 1).
 *
 * @param key - the key, uint32[2].
 * @param scale - the standard deviation of the coordinates; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameter; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameter does not broadcast to the shape.
 * @example
 * import { key, rayleigh } from "@proj/random";
 * rayleigh(key(0), 2, [3]).toList(); // ≈ [0.65576, 0.4162, 2.96883]
 */
export function rayleigh(
  key: NDArray,
  scale: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("rayleigh", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("rayleigh", key, { scale }, read, (key, { scale }, options) =>
    sqrt(log(sampleUniform("rayleigh", key, options)).mul(-2)).mul(scale),
  );
}
