import { functionOption, integerOption, readArgument } from "@proj/array/core";
import type { NDArray } from "@proj/array";
import { split } from "@proj/random";
import { leaves, map } from "@proj/tree";
import { isArray } from "./predicates.ts";
import { filterVmap } from "./transforms/filter-vmap.ts";

/**
 * Several models made alike from different keys, as one: every array has the models along a new first axis, everything else
 * is shared. `filterVmap` calls it.
 *
 * @param make - makes one model from its key.
 * @param n - how many models.
 * @param key - split into one for each, uint32[2].
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { filterVmap, getEnsemble, ifArray, Linear } from "@proj/module";
 * import { key } from "@proj/random";
 * const models = getEnsemble((key) => Linear.init(3, 2, { key }), 5, key(0));
 * models.weight.shape; // → [5, 2, 3]
 * const call = (model: Linear, x: NDArray) => model.call(x);
 * filterVmap(call, { inAxes: [ifArray(0), null] })(models, ones([3])).shape; // → [5, 2]
 */
export function getEnsemble<Model>(make: (key: NDArray) => Model, n: number, key: NDArray): Model {
  readArgument("getEnsemble", "make", make, functionOption());
  readArgument("getEnsemble", "n", n, integerOption(1));
  return filterVmap(make)(split(key, n));
}

/**
 * One model of an ensemble: arrays indexed along their first axis, everything else as it is.
 *
 * @param tree - the ensemble, or any tree.
 * @param index - which model, from 0; a negative one counts from the last.
 * @example
 * import { array } from "@proj/array";
 * import { treeTake } from "@proj/module";
 * treeTake({ weight: array([[1, 2], [3, 4]]), name: "net" }, 1).weight.toList(); // → [3, 4]
 */
export function treeTake<Tree>(tree: Tree, index: number): Tree {
  readArgument("treeTake", "index", index, integerOption());
  return map((leaf: unknown) => (isArray(leaf) ? leaf.get(index) : leaf), tree as unknown) as Tree;
}

/**
 * The number of models in an ensemble: the common length of the first axes of its arrays.
 *
 * @returns null if there is none.
 * @example
 * import { zeros } from "@proj/array";
 * import { ensembleSize } from "@proj/module";
 * ensembleSize({ weight: zeros([5, 2]), bias: zeros([5]) }); // → 5
 * ensembleSize({ weight: zeros([5, 2]), bias: zeros([2]) }); // → null
 */
export function ensembleSize(models: unknown): number | null {
  const sizes = new Set((leaves(models, undefined) as readonly unknown[]).filter(isArray).map(({ shape }) => shape[0]));
  const [size] = sizes;
  return sizes.size === 1 && size !== undefined ? size : null;
}
