import type { NDArray } from "@proj/array";

/** Random numbers that are added to a signal. */
export interface Noise {
  /**
   * A sample of the noise of a signal.
   *
   * @param key - uint32[2].
   * @param x - the signal without noise; the sample has its shape and dtype.
   */
  call(key: NDArray, x: NDArray): NDArray;
}
