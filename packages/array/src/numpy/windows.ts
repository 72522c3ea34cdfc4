import { integerOption, readArgument } from "@proj/tree/core";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * Weights that fall off towards both ends, by which a part of a signal is multiplied before it is transformed.
 */

const lengthOption = integerOption(0);

/** A window from the places of its samples, counted from 0 to `last`; of one sample it is 1. */
function windowOf(operation: string, length: number, weigh: (place: NDArray, last: number) => NDArray): NDArray {
  const samples = readArgument(operation, "length", length, lengthOption);
  return samples < 2 ? lax.full([samples], 1, "float32") : weigh(lax.iota("float32", samples), samples - 1);
}

/** Cosines of so many periods over the window, weighted. */
function cosines(operation: string, length: number, weights: readonly number[]): NDArray {
  return windowOf(operation, length, (place, last) =>
    weights
      .map((weight, periods) => lax.mul(lax.cos(lax.div(lax.mul(place, 2 * Math.PI * periods), last)), weight))
      .reduce((sum, term) => lax.add(sum, term)),
  );
}

/**
 * The triangular window, 0 at both ends.
 *
 * @param length - how many samples.
 * @returns float32[length]
 * @throws UsageError for a negative length.
 * @example
 * import { bartlett } from "@proj/array";
 * bartlett(5); // → [0, 0.5, 1, 0.5, 0]
 */
export function bartlett(length: number): NDArray {
  return windowOf("bartlett", length, (place, last) =>
    lax.sub(1, lax.div(lax.abs(lax.sub(lax.mul(place, 2), last)), last)),
  );
}

/**
 * Blackman's window, 0.42 - 0.5 cos + 0.08 cos of twice the angle.
 *
 * @param length - how many samples.
 * @returns float32[length]
 * @throws UsageError for a negative length.
 * @example
 * import { blackman } from "@proj/array";
 * blackman(3).get(1); // ≈ 1
 */
export function blackman(length: number): NDArray {
  return cosines("blackman", length, [0.42, -0.5, 0.08]);
}

/**
 * Hamming's window, a raised cosine that does not reach 0.
 *
 * @param length - how many samples.
 * @returns float32[length]
 * @throws UsageError for a negative length.
 * @example
 * import { hamming } from "@proj/array";
 * hamming(3); // ≈ [0.08, 1, 0.08]
 */
export function hamming(length: number): NDArray {
  return cosines("hamming", length, [0.54, -0.46]);
}

/**
 * Hann's window, a raised cosine that is 0 at both ends.
 *
 * @param length - how many samples.
 * @returns float32[length]
 * @throws UsageError for a negative length.
 * @example
 * import { hanning } from "@proj/array";
 * hanning(5); // ≈ [0, 0.5, 1, 0.5, 0]
 */
export function hanning(length: number): NDArray {
  return cosines("hanning", length, [0.5, -0.5]);
}
