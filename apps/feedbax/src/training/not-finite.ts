import { isInexactArray } from "@proj/module";
import { flattenWithPath, keyString } from "@proj/tree";

/**
 * The path of the first array of a tree that holds NaN or an infinity, with the value; null if there is none.
 *
 * @param tree - its arrays are on the host.
 */
export function firstNotFinite(tree: unknown): string | null {
  for (const [path, leaf] of flattenWithPath(tree, undefined)[0]) {
    if (!isInexactArray(leaf)) continue;
    const value = leaf.dataSync().find((element) => !Number.isFinite(element));
    if (value !== undefined) return `${value} in ${keyString(path, { simple: true, separator: "." })}`;
  }
  return null;
}
