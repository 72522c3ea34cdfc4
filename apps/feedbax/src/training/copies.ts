import { devicePut, type NDArray } from "@proj/array";
import { ConcreteArray, fromHostData } from "@proj/array/core";
import { isArray } from "@proj/module";
import { flatten } from "@proj/tree";

/** A copy of an array on the host, once it is computed. */
async function hostCopy(array: NDArray): Promise<NDArray> {
  return fromHostData(await array.data(), array.shape, array.dtype);
}

async function copyLeaves<Tree>(tree: Tree, copy: (array: NDArray) => Promise<NDArray>): Promise<Tree> {
  const [leaves, structure] = flatten(tree, undefined);
  const copies = await Promise.all(leaves.map((leaf) => (isArray(leaf) ? copy(leaf) : leaf)));
  return structure.unflatten(copies) as Tree;
}

/** A tree with copies of its arrays on the host. */
export function copyToHost<Tree>(tree: Tree): Promise<Tree> {
  return copyLeaves(tree, hostCopy);
}

/** A tree with copies of its arrays where they are. */
export function copyArrays<Tree>(tree: Tree): Promise<Tree> {
  return copyLeaves(tree, async (array) => {
    const copy = await hostCopy(array);
    return array instanceof ConcreteArray && array.placed ? devicePut(copy, array.device) : copy;
  });
}
