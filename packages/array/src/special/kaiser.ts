import { integerOption, readArgument } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply } from "../numpy/arithmetic.ts";
import { i0 } from "./bessel.ts";

const lengthOption = integerOption(0);

/**
 * Kaiser's window, whose shape a parameter decides: from a rectangle at 0 to narrow bells.
 *
 * @param length - how many samples.
 * @param beta - the parameter; a scalar.
 * @returns float32[length]
 * @throws UsageError for a negative length.
 * @example
 * import { kaiser } from "@proj/array";
 * kaiser(3, 2); // ≈ [0.4387, 1, 0.4387]
 */
export function kaiser(length: number, beta: ArrayLike): NDArray {
  const samples = readArgument("kaiser", "length", length, lengthOption);
  const shape = toArray(beta, "kaiser");
  if (samples < 2) return lax.full([samples], 1, "float32");
  const centre = (samples - 1) / 2;
  const place = lax.div(lax.sub(lax.iota("float32", samples), centre), centre);
  const height = lax.sqrt(lax.sub(1, lax.square(place)));
  return divide(i0(multiply(shape, height)), i0(shape));
}
