import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { subkeys } from "@proj/random";
import type { Noise } from "./noise.ts";

/** The sum of several independent noises. */
export class CompositeNoise extends Module<{ readonly terms: readonly Noise[] }> implements Noise {
  call(key: NDArray, x: NDArray): NDArray {
    const keys = subkeys(key, this.terms.length);
    return this.terms.map((term, index) => term.call(keys[index]!, x)).reduce((sum, term) => sum.add(term));
  }

  /** The sum with another noise, independent of these. */
  plus(other: Noise): CompositeNoise {
    return new CompositeNoise({ terms: [...this.terms, other] });
  }
}
