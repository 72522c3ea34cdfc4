import { isInexactArray } from "@proj/module";
import { flattenWithPath, keyString } from "@proj/tree";

/**
 * The path of the first array of a tree that holds NaN or an infinity, with the value; null if there is none.
 *
 * @param tree - its arrays are on the host.
 * @param nReplicates - models side by side, one of which has to be finite; null (the default) for everything has to be.
 */
export function firstNotFinite(tree: unknown, nReplicates: number | null = null): string | null {
  const parts = nReplicates ?? 1;
  const failed = new Set<number>();
  let first: string | null = null;
  for (const [path, leaf] of flattenWithPath(tree, undefined)[0]) {
    if (!isInexactArray(leaf)) continue;
    const values = leaf.dataSync();
    const length = values.length / parts;
    for (let part = 0; part < parts; part++) {
      const value = values.subarray(part * length, (part + 1) * length).find((element) => !Number.isFinite(element));
      if (value === undefined) continue;
      failed.add(part);
      first ??= `${value} in ${keyString(path, { simple: true, separator: "." })}`;
    }
  }
  return failed.size < parts ? null : first;
}
