import { finfo, where, type ArrayLike, type NDArray, type Shape } from "@proj/array";
import {
  arrayOption,
  asOneProgram,
  choiceOption,
  isFloat,
  isNDArray,
  readPositionalOptions,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { samplesShape } from "./options.ts";
import { fittingParameter, typedParameter } from "./parameter.ts";
import { sampleUniform } from "./uniform.ts";

/** How {@link bernoulli} samples are made. */
export interface BernoulliOptions {
  /** The probability of true, from 0 to 1; broadcasts to the shape. Default ½. */
  readonly p?: ArrayLike;
  /** The shape of the samples. Default: that of `p`. */
  readonly shape?: Shape;
  /** `"high"` compares twice as many random bits, for probabilities that are close to 0. Default `"low"`. */
  readonly mode?: "low" | "high";
}

const bernoulliReaders: OptionReaders<BernoulliOptions> = {
  p: arrayOption,
  shape: samplesShape,
  mode: choiceOption("low", "high"),
};

/**
 * Booleans that are true with a given probability.
 *
 * @param key - the key, uint32[2].
 * @param p - the probability of true, from 0 to 1, which broadcasts to the shape, default ½; or options.
 * @param shape - the shape of the samples, default that of `p`; or options.
 * @param mode - `"high"` compares twice as many random bits, for probabilities that are close to 0; default `"low"`.
 * @returns the samples, of dtype bool.
 * @throws UsageError if `key` is not one key, or `p` does not broadcast to the shape.
 * @example
 * import { bernoulli, key } from "@proj/random";
 * bernoulli(key(0), 0.5, [4]).toList(); // → [false, false, true, true]
 */
export function bernoulli(
  key: NDArray,
  p?: ArrayLike | BernoulliOptions,
  shape?: Shape | BernoulliOptions,
  mode?: "low" | "high" | BernoulliOptions,
): NDArray {
  const read = readPositionalOptions<BernoulliOptions>(
    "bernoulli",
    [p, shape, mode],
    ["p", "shape", "mode"],
    bernoulliReaders,
  );
  const { p: given = 0.5, mode: precision = "low" } = read;
  const dtype = isNDArray(given) && isFloat(given.dtype) ? given.dtype : "float32";
  const probability = typedParameter("bernoulli", given, dtype);
  const lengths = read.shape ?? probability.shape;
  const sample = (key: NDArray, probability: NDArray): NDArray => {
    const fitting = fittingParameter("bernoulli", "p", probability, lengths);
    if (precision === "low") return sampleUniform("bernoulli", key, { shape: lengths, dtype }).lt(fitting);
    // The second sample continues the first behind its last bit.
    const pair = sampleUniform("bernoulli", key, { shape: [2, ...lengths], dtype });
    const [first, second] = lax.split(pair, [1, 1]).map((half) => lax.reshape(half, lengths));
    return lax.mul(second!, finfo(dtype).eps).lt(fitting.sub(first!));
  };
  return asOneProgram("bernoulli", sample, key, probability);
}

const signDTypes = [
  ...(["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"] as const),
  ...(["bfloat16", "float16", "float32", "float64"] as const),
];

/** How {@link rademacher} samples are made. */
export interface RademacherOptions {
  /** The shape of the samples. Default `[]`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default int32. */
  readonly dtype?: (typeof signDTypes)[number];
}

const rademacherReaders: OptionReaders<RademacherOptions> = {
  shape: samplesShape,
  dtype: choiceOption(...signDTypes),
};

/**
 * Numbers that are 1 or -1 with equal probability.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default int32; or options.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, rademacher } from "@proj/random";
 * rademacher(key(0), [4]).toList(); // → [-1, -1, 1, 1]
 */
export function rademacher(
  key: NDArray,
  shape?: Shape | RademacherOptions,
  dtype?: RademacherOptions["dtype"] | RademacherOptions,
): NDArray {
  const read = readPositionalOptions<RademacherOptions>(
    "rademacher",
    [shape, dtype],
    ["shape", "dtype"],
    rademacherReaders,
  );
  const { shape: lengths = [], dtype: kind = "int32" } = read;
  return asOneProgram("rademacher", (key) => sampleSigns("rademacher", key, lengths).astype(kind), key);
}

/** Signs as int32, in the name of the sampler that asks for them. */
export function sampleSigns(operation: string, key: NDArray, shape: Shape): NDArray {
  return where(sampleUniform(operation, key, { shape }).lt(0.5), 1, -1).astype("int32");
}
