import { array, type NDArray } from "@proj/array";

/**
 * Weights that grow with time, (k/n)^exponent for k = 1 … n: early on the state may be anywhere.
 *
 * @param n - how many times.
 * @param exponent - default 6; 0 gives ones.
 * @returns float32[n].
 * @example
 * import { powerDiscount } from "@proj/feedbax";
 * powerDiscount(2, 2).toList(); // → [0.25, 1]
 */
export function powerDiscount(n: number, exponent = 6): NDArray {
  return array(Float32Array.from({ length: n }, (_, index) => ((index + 1) / n) ** exponent));
}
