import type { FloatDType, NDArray, Shape } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { normal, subkeys } from "@proj/random";
import { flatten, type Mapped } from "@proj/tree";
import { accumulatorOption } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import { arrayLeaves, mapTrees } from "./map.ts";

/** What draws random numbers. */
export type Sampler = (key: NDArray, shape: Shape, dtype: FloatDType) => NDArray;

/**
 * A key for each leaf.
 *
 * @param key - the key that they come from.
 * @param tree - any tree.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * import { key } from "@proj/random";
 * tree.splitKeyLike(key(0), { a: 1, b: 2 }).a.shape; // → [2]
 * ```
 */
export function splitKeyLike<T>(key: NDArray, tree: T): Mapped<T, NDArray> {
  const from = readArgument("tree.splitKeyLike", "key", key, keyOption);
  const [, treedef] = flatten(tree);
  return treedef.unflatten(subkeys(from, treedef.numLeaves)) as Mapped<T, NDArray>;
}

/**
 * Random numbers like each leaf, from a key of its own.
 *
 * @param key - the key that they come from.
 * @param tree - a tree of arrays.
 * @param sampler - from key, shape and dtype to an array; default `normal` of `@proj/random`.
 * @param dtype - of all; default that of each leaf.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * import { key } from "@proj/random";
 * tree.randomLike(key(0), { a: array([0, 0, 0]) }).a.shape; // → [3]
 * ```
 */
export function randomLike<T>(
  key: NDArray,
  tree: T,
  sampler: Sampler = normal,
  dtype?: FloatDType | null,
): Mapped<T, NDArray> {
  const from = readArgument("tree.randomLike", "key", key, keyOption);
  const draw = readArgument("tree.randomLike", "sampler", sampler, functionOption<Sampler>());
  const as = readArgument("tree.randomLike", "dtype", dtype ?? null, accumulatorOption) as FloatDType | null;
  const keys = subkeys(from, arrayLeaves("tree.randomLike", "tree", tree)[0].length);
  let place = 0;
  return mapTrees("tree.randomLike", (x) => draw(keys[place++]!, x.shape, as ?? (x.dtype as FloatDType)), tree);
}

/**
 * The tree itself: keys are arrays of two words here, without a type of their own.
 *
 * @param tree - any tree.
 * @example
 * ```ts
 * import { tree } from "@proj/optim";
 * import { key } from "@proj/random";
 * tree.unwrapRandomKeyData({ key: key(1) }).key.toList(); // → [0, 1]
 * ```
 */
export function unwrapRandomKeyData<T>(tree: T): T {
  return tree;
}
