import { broadcastShapes, sqrt, square, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, readPositionalOptions, toArray } from "@proj/array/core";
import { sampleSigns } from "./bernoulli.ts";
import { sampleNormal } from "./normal.ts";
import { floatReaders, readFloatOptions, type FloatOptions } from "./options.ts";
import { sampleWithParameters } from "./parameter.ts";
import { subkeys } from "./split.ts";

/**
 * Numbers of the Maxwell distribution: the lengths of vectors in space with normally distributed coordinates.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, not negative.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, maxwell } from "@proj/random";
 * maxwell(key(0), [3]).shape; // → [3]
 */
export function maxwell(key: NDArray, shape?: Shape | FloatOptions, dtype?: FloatDType | FloatOptions): NDArray {
  const options = readFloatOptions("maxwell", shape, dtype);
  return asOneProgram("maxwell", (key) => sampleMaxwell("maxwell", key, options), key);
}

function sampleMaxwell(operation: string, key: NDArray, { shape, dtype }: Required<FloatOptions>): NDArray {
  return sqrt(square(sampleNormal(operation, key, { shape: [...shape, 3], dtype })).sum(-1));
}

/**
 * Numbers of the double-sided Maxwell distribution: loc + scale · s · m, for a sign s and m of the Maxwell distribution.
 *
 * @param key - the key, uint32[2].
 * @param loc - the centre.
 * @param scale - the scale, positive.
 * @param shape - the axes before those of the parameters, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the samples, as many of each parameter as `shape` says.
 * @throws UsageError if `key` is not one key, or the parameters do not broadcast to each other.
 * @example
 * import { doubleSidedMaxwell, key } from "@proj/random";
 * doubleSidedMaxwell(key(0), 0, 1, [3]).shape; // → [3]
 */
export function doubleSidedMaxwell(
  key: NDArray,
  loc: ArrayLike,
  scale: ArrayLike,
  shape?: Shape | FloatOptions,
  dtype?: FloatDType | FloatOptions,
): NDArray {
  const operation = "doubleSidedMaxwell";
  const read = readPositionalOptions<FloatOptions>(operation, [shape, dtype], ["shape", "dtype"], floatReaders);
  const lengths = [
    ...(read.shape ?? []),
    ...broadcastShapes(toArray(loc, operation).shape, toArray(scale, operation).shape),
  ];
  return sampleWithParameters(
    operation,
    key,
    { loc, scale },
    { ...read, shape: lengths },
    (key, { loc, scale }, options) => {
      const [lengthKey, signKey] = subkeys(key);
      const lengths = sampleMaxwell(operation, lengthKey, options);
      return sampleSigns(operation, signKey, options.shape).mul(lengths).mul(scale).add(loc);
    },
  );
}
