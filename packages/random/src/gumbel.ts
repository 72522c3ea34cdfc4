import { finfo, log, log1p, where, type FloatDType, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { floatReaders, type FloatOptions } from "./options.ts";
import { sampleUniform } from "./uniform.ts";

/** How many random bits a sample has. */
export type GumbelMode = "low" | "high";

/** Reads how many random bits a sample has. */
export const gumbelMode = choiceOption<GumbelMode>("low", "high");

/** How {@link gumbel} numbers are made. */
export interface GumbelOptions extends FloatOptions {
  /** `"high"` uses twice as many random bits, for rare large samples. Default `"low"`. */
  readonly mode?: GumbelMode;
}

const gumbelReaders: OptionReaders<GumbelOptions> = { ...floatReaders, mode: gumbelMode };

/**
 * Numbers of the standard Gumbel distribution, by inversion: -log(-log u) for u uniform in (0, 1).
 *
 * The place of the largest of `logits + gumbel` is distributed as `categorical(logits)`.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the samples, default `[]`; or options.
 * @param dtype - default float32; or options.
 * @param mode - `"high"` uses twice as many random bits, for rare large samples; default `"low"`.
 * @returns the samples.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { gumbel, key } from "@proj/random";
 * gumbel(key(0), [3]).toList(); // ≈ [2.9234, 3.8326, -0.0969]
 */
export function gumbel(
  key: NDArray,
  shape?: Shape | GumbelOptions,
  dtype?: FloatDType | GumbelOptions,
  mode?: GumbelMode | GumbelOptions,
): NDArray {
  const options = readPositionalOptions<GumbelOptions>(
    "gumbel",
    [shape, dtype, mode],
    ["shape", "dtype", "mode"],
    gumbelReaders,
  );
  return asOneProgram("gumbel", (key) => sampleGumbel("gumbel", key, options), key);
}

/** Gumbel samples, in the name of the sampler that asks for them. */
export function sampleGumbel(
  operation: string,
  key: NDArray,
  { shape = [], dtype = "float32", mode = "low" }: GumbelOptions,
): NDArray {
  const { eps, smallestNormal } = finfo(dtype);
  if (mode === "low") {
    // From the smallest normal number on logarithms are finite.
    const uniform = sampleUniform(operation, key, { shape, dtype, minval: smallestNormal, maxval: 1 });
    return log(log(uniform).neg()).neg();
  }
  const pair = sampleUniform(operation, key, { shape: [2, ...shape], dtype });
  const [first, second] = lax.split(pair, [1, 1]).map((half) => lax.reshape(half, shape));
  // The second sample continues the first behind its last bit; where that bit is coarse anyhow, rounding up could give 1.
  const exact = lax.add(lax.add(first!, lax.mul(second!, eps)), smallestNormal);
  const survival = where(lax.ge(first!, 0.5), first!, exact);
  return log(log1p(survival.neg()).neg()).neg();
}
