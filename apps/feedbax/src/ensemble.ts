import type { NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { combine, isArray, partition } from "@proj/module";
import { split } from "@proj/random";
import { leaves, map } from "@proj/tree";

/**
 * Several models made alike from different keys, as one: every array has the replicates along a new first axis, everything
 * else is shared.
 *
 * @param make - makes one model from its key.
 * @param n - how many replicates.
 * @param key - split into one for each, uint32[2].
 * @example
 * import { getEnsemble } from "@proj/feedbax";
 * import { key, uniform } from "@proj/random";
 * getEnsemble((k) => ({ weight: uniform(k, [3]), name: "net" }), 5, key(0)).weight.shape; // → [5, 3]
 */
export function getEnsemble<Model>(make: (key: NDArray) => Model, n: number, key: NDArray): Model {
  let rest: Model | null = null;
  const arrays = vmap((memberKey: NDArray) => {
    const [own, others] = partition(make(memberKey), isArray);
    rest = others;
    return own;
  })(split(key, n));
  return combine(arrays as Model, rest as Model);
}

/**
 * One model of an ensemble: arrays indexed along their first axis, everything else as it is.
 * @example
 * import { array } from "@proj/array";
 * import { treeTake } from "@proj/feedbax";
 * treeTake({ weight: array([[1, 2], [3, 4]]), name: "net" }, 1).weight.toList(); // → [3, 4]
 */
export function treeTake<Tree>(tree: Tree, index: number): Tree {
  return map((leaf: unknown) => (isArray(leaf) ? leaf.get(index) : leaf), tree as unknown) as Tree;
}

/**
 * The replicates of an ensemble: the common length of the first axes of its arrays; null if there is none.
 * @example
 * import { zeros } from "@proj/array";
 * import { ensembleSize } from "@proj/feedbax";
 * ensembleSize({ weight: zeros([5, 2]), bias: zeros([5]) }); // → 5
 */
export function ensembleSize(models: unknown): number | null {
  const sizes = new Set((leaves(models, undefined) as readonly unknown[]).filter(isArray).map(({ shape }) => shape[0]));
  const [size] = sizes;
  return sizes.size === 1 && size !== undefined ? size : null;
}
