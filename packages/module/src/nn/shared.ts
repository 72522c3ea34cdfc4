import { UsageError } from "@proj/array";
import { describeValue, formatShape, functionOption, isNDArray, readArgument } from "@proj/array/core";
import { flatten, treeNode, type NodeRule } from "@proj/tree";
import { Module } from "../module.ts";
import { treeAt, updateAt } from "../tree-at.ts";

/** What stands where a shared node has been taken out: a node without children. */
class SharedNode {
  get [treeNode](): NodeRule<SharedNode> {
    return sharedNodeRule;
  }
}
const sharedNodeRule: NodeRule<SharedNode> = { flatten: () => ({ children: [] }), unflatten: () => new SharedNode() };

/**
 * A tree in which some nodes are the same as others, such as the output weights of a language model, which are those of its
 * embedding. The nodes are held once, so they are trained as one.
 *
 * @example
 * import { type NDArray } from "@proj/array";
 * import { Embedding, Linear, Shared } from "@proj/module";
 * import { key, subkeys } from "@proj/random";
 * import { leaves } from "@proj/tree";
 * const [first, second] = subkeys(key(0));
 * const model = { embedding: Embedding.init(7, 4, { key: first }), readout: Linear.init(4, 7, { key: second, useBias: false }) };
 * const shared = Shared.init(model, (m) => m.readout.weight, (m) => m.embedding.weight);
 * leaves(shared.tree).length; // → 1
 * const { embedding, readout } = shared.call();
 * readout.weight === embedding.weight; // → true
 */
export class Shared<Tree> extends Module<{
  /** The tree without the nodes that are taken from elsewhere. */
  readonly tree: Tree;
  readonly where: (tree: Tree) => unknown;
  readonly get: (tree: Tree) => unknown;
}> {
  /**
   * @param tree - the whole tree.
   * @param where - points at the nodes that are taken from elsewhere: one, or a list.
   * @param get - gives what comes in their place, from the tree: one node, or a list.
   * @throws UsageError if they do not match in structure, shapes and dtypes.
   */
  static init<Tree>(tree: Tree, where: (tree: Tree) => unknown, get: (tree: Tree) => unknown): Shared<Tree> {
    readArgument("Shared.init", "where", where, functionOption());
    readArgument("Shared.init", "get", get, functionOption());
    const [shared, source] = [where(tree), get(tree)];
    const [given, wanted] = [typesOf(source), typesOf(shared)];
    if (given !== wanted) throw otherTypes(given, wanted);
    const gap = (): unknown => new SharedNode();
    // A list of nodes is told from a node that is a list as treeAt does it: by what is replaced.
    return new Shared({ tree: updateAt(where, tree, gap, { operation: "Shared.init" }), where, get });
  }

  /** The whole tree, with shared nodes in all their places. */
  call(): Tree {
    return treeAt(this.where, this.tree, this.get(this.tree), { operation: "Shared.call" });
  }
}

/** Structure, shapes and dtypes. */
function typesOf(node: unknown): string {
  const [found, structure] = flatten(node, undefined);
  const types = found.map((leaf) =>
    isNDArray(leaf) ? `${leaf.dtype}${formatShape(leaf.shape)}` : describeValue(leaf),
  );
  return `${String(structure)} with ${types.join(", ")}`;
}

function otherTypes(given: string, wanted: string): UsageError {
  return new UsageError({
    operation: "Shared.init",
    received: `get that gives ${given}`,
    expected: `what stands where the function where points: ${wanted}`,
    remedy: "share nodes of equal structure, shapes and dtypes; what get returns may be computed, such as a transpose",
  });
}
