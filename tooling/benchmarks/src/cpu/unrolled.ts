import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { key, normal } from "@proj/random";
import type { Program } from "./rows.ts";

/** A loop that is written out: steps of five operations, of which each reads the one before. */
export interface Unrolled extends Program {
  readonly operations: number;
}

const step = (h: NDArray, w: NDArray, b: NDArray): NDArray => np.tanh(np.matmul(h, w).add(b)).mul(0.5).add(h);

/** Loops of so many operations, whose first call must take a time that grows with their length alone. */
export const unrolled: readonly Unrolled[] = [500, 1000, 2000, 4000].map((operations) => ({
  title: `${operations.toLocaleString("en")} operations one by one`,
  operations,
  inputs: () => [normal(key(0), [16, 16]), normal(key(1), [16, 16]), normal(key(2), [16])],
  f: (h, w, b) => Array.from({ length: operations / 5 }).reduce<NDArray>((h) => step(h, w, b), h),
  jax: `lambda h, w, b: functools.reduce(lambda h, _: jnp.tanh(h @ w + b) * 0.5 + h, range(${String(operations / 5)}), h)`,
}));
