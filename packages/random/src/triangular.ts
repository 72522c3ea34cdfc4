import { sqrt, where, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { readPositionalOptions } from "@proj/array/core";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/**
 * Numbers of the triangular distribution, whose density rises linearly from `left` to `mode` and falls to `right`, by inversion.
 *
 * @param key - the key, uint32[2].
 * @param left - the smallest number; broadcasts to the shape.
 * @param mode - where the density is greatest; broadcasts to the shape.
 * @param right - the largest number; broadcasts to the shape.
 * @param shape - the shape of the samples, default that of the parameters; or options.
 * @param dtype - default float32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key, or the parameters do not broadcast to the shape.
 * @example
 * import { key, triangular } from "@proj/random";
 * triangular(key(0), 0, 1, 3, [3]).toList(); // ≈ [2.43964, 2.6415, 0.99844]
 */
export function triangular(
  key: NDArray,
  left: ArrayLike,
  mode: ArrayLike,
  right: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const read = readPositionalOptions<FloatOptions>("triangular", [shape, dtype], ["shape", "dtype"], floatReaders);
  return sampleWithParameters("triangular", key, { left, mode, right }, read, (key, ends, options) => {
    const u = sampleUniform("triangular", key, options);
    const [width, rise, fall] = [ends.right.sub(ends.left), ends.mode.sub(ends.left), ends.right.sub(ends.mode)];
    const rising = ends.left.add(sqrt(u.mul(width).mul(rise)));
    const falling = ends.right.sub(sqrt(u.neg().add(1).mul(width).mul(fall)));
    return where(u.lt(rise.div(width)), rising, falling);
  });
}
