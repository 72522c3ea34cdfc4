import { copy, deviceGet } from "@proj/array";
import { isArray } from "@proj/module";
import { map } from "@proj/tree";

/** A tree with copies of its arrays where they are. */
export function copyArrays<Tree>(tree: Tree): Tree {
  return map((leaf: unknown) => (isArray(leaf) ? copy(leaf) : leaf), tree as unknown) as Tree;
}

/** A tree with copies of its arrays on the host. */
export async function copyToHost<Tree>(tree: Tree): Promise<Tree> {
  return copyArrays(await deviceGet(tree));
}
