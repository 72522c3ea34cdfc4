import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { subkeys } from "@proj/random";
import type { Noise } from "./noise.ts";

/**
 * The sum of several independent noises.
 * @example
 * import { zeros } from "@proj/array";
 * import { CompositeNoise, Normal } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const noise = CompositeNoise.init([Normal.init(0.1), Normal.init(1, 2)]);
 * noise.call(key(0), zeros([3])).shape; // → [3]
 */
export class CompositeNoise extends Module<{ readonly terms: readonly Noise[] }> implements Noise {
  /** @param terms - the noises; each has a key of its own. */
  static init(terms: readonly Noise[]): CompositeNoise {
    return new CompositeNoise({ terms });
  }

  call(key: NDArray, x: NDArray): NDArray {
    const keys = subkeys(key, this.terms.length);
    return this.terms.map((term, index) => term.call(keys[index]!, x)).reduce((sum, term) => sum.add(term));
  }

  /** The sum with another noise, independent of these, which stay one term: they go on sharing one key. */
  plus(other: Noise): CompositeNoise {
    return new CompositeNoise({ terms: [this, other] });
  }
}
