import { mean, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { map } from "@proj/tree";

/**
 * A loss and the terms that it is the sum of, weights included.
 * @example
 * import { array } from "@proj/array";
 * import { LossDict } from "@proj/feedbax";
 * new LossDict({ terms: { position: array(1), effort: array(2) } }).total.item(); // → 3
 */
export class LossDict extends Module<{ readonly terms: Readonly<Record<string, NDArray>> }> {
  /** The sum of all terms. */
  get total(): NDArray {
    return Object.values(this.terms).reduce((sum, term) => sum.add(term));
  }
}

/** Each term averaged over its first axis. */
export function meanOverTrials(losses: LossDict): LossDict {
  return new LossDict({ terms: map((term: NDArray) => mean(term, { axis: 0 }), losses.terms) });
}
