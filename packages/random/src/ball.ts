import { abs, power, type ArrayLike, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  arrayOption,
  asOneProgram,
  integerOption,
  readArgument,
  readPositionalOptions,
  type OptionReaders,
} from "@proj/array/core";
import { sampleExponential } from "./exponential.ts";
import { sampleGeneralizedNormal } from "./generalized-normal.ts";
import { checkKey } from "./key.ts";
import { floatReaders, type FloatOptions } from "./options.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { subkeys } from "./split.ts";

/** How points of a {@link ball} are drawn. */
export interface BallOptions extends FloatOptions {
  /** The exponent of the norm. Default 2. */
  readonly p?: ArrayLike;
}

const readers: OptionReaders<BallOptions> = { ...floatReaders, p: arrayOption };

/**
 * Points distributed uniformly over the unit ball of a p-norm.
 *
 * @param key - the key, uint32[2].
 * @param d - the number of coordinates.
 * @param p - the exponent of the norm, default 2; or options.
 * @param shape - how many points, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @returns the points, float[...shape, d].
 * @throws UsageError if `key` is not one key, or `d` is not a count.
 * @example
 * import { ball, key } from "@proj/random";
 * ball(key(0), 3, 2, [4]).shape; // → [4, 3]
 */
export function ball(
  key: NDArray,
  d: number,
  p?: ArrayLike | BallOptions,
  shape?: Shape | BallOptions,
  dtype?: FloatDType | BallOptions,
): NDArray {
  checkKey("ball", key);
  const read = readPositionalOptions<BallOptions>("ball", [p, shape, dtype], ["p", "shape", "dtype"], readers);
  const count = readArgument("ball", "d", d, integerOption(0));
  const { shape: lengths = [], dtype: kind = "float32" } = read;
  const exponent = typedParameter("ball", read.p ?? 2, kind);
  const sample = (key: NDArray, exponent: NDArray): NDArray => {
    const [directionKey, lengthKey] = subkeys(key);
    const all = [...lengths, count];
    const fitting = fittingParameter("ball", "p", exponent, all);
    const direction = sampleGeneralizedNormal("ball", directionKey, fitting, { shape: all, dtype: kind });
    const excess = sampleExponential("ball", lengthKey, { shape: lengths, dtype: kind });
    const size = power(abs(direction), exponent).sum(-1).add(excess);
    return direction.div(power(size, exponent.pow(-1)).reshape([...lengths, 1]));
  };
  return asOneProgram("ball", sample, key, exponent);
}
