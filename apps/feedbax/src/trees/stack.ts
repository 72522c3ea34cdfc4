import { concatenate, stack, take, UsageError, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { leaves, map } from "@proj/tree";

/**
 * Trees as one: every array has them along a new axis; what is no array is that of the first.
 *
 * @param trees - at least one, all alike.
 * @param axis - the new axis. Default 0.
 * @example
 * import { array } from "@proj/array";
 * import { treeStack } from "@proj/feedbax";
 * treeStack([{ x: array([1, 2]) }, { x: array([3, 4]) }]).x.toList(); // → [[1, 2], [3, 4]]
 */
export function treeStack<Tree>(trees: readonly Tree[], axis = 0): Tree {
  return together("treeStack", trees, (arrays) => stack(arrays, axis));
}

/**
 * Trees one after the other: every array has theirs along one of its axes; what is no array is that of the first.
 *
 * @param trees - at least one, all alike.
 * @param axis - the axis that becomes longer. Default 0.
 * @example
 * import { array } from "@proj/array";
 * import { treeConcatenate } from "@proj/feedbax";
 * treeConcatenate([{ x: array([1, 2]) }, { x: array([3]) }]).x.toList(); // → [1, 2, 3]
 */
export function treeConcatenate<Tree>(trees: readonly Tree[], axis = 0): Tree {
  return together("treeConcatenate", trees, (arrays) => concatenate(arrays, axis));
}

/**
 * The trees that {@link treeStack} has put together.
 *
 * @param tree - a tree of arrays that agree in the length of one axis; what is no array is shared.
 * @param axis - that axis. Default 0.
 * @example
 * import { array } from "@proj/array";
 * import { treeUnstack } from "@proj/feedbax";
 * treeUnstack({ x: array([[1, 2], [3, 4]]) }).map(({ x }) => x.toList()); // → [[1, 2], [3, 4]]
 */
export function treeUnstack<Tree>(tree: Tree, axis = 0): Tree[] {
  const size = treeInferBatchSize(tree, axis);
  return Array.from({ length: size }, (_, index) => {
    return map((leaf: unknown) => (isArray(leaf) ? take(leaf, index, axis) : leaf), tree as unknown) as Tree;
  });
}

/**
 * The common length of one axis of all arrays in a tree.
 *
 * @param axis - from the front. Default 0.
 * @throws UsageError when there is none.
 * @example
 * import { zeros } from "@proj/array";
 * import { treeInferBatchSize } from "@proj/feedbax";
 * treeInferBatchSize({ x: zeros([3, 2]), y: zeros([3]), name: "reach" }); // → 3
 */
export function treeInferBatchSize(tree: unknown, axis = 0): number {
  const arrays = (leaves(tree, undefined) as readonly unknown[]).filter(isArray);
  const sizes = new Set(arrays.map(({ shape }) => shape[axis]));
  const [size] = sizes;
  if (sizes.size === 1 && size !== undefined) return size;
  throw new UsageError({
    operation: "treeInferBatchSize",
    received: `arrays of shapes ${arrays.map(({ shape }) => `[${shape.join(", ")}]`).join(", ") || "none"}`,
    expected: `arrays with a common length of axis ${axis}`,
    remedy: "take the part of the tree whose arrays have that axis",
  });
}

function together<Tree>(operation: string, trees: readonly Tree[], join: (arrays: NDArray[]) => NDArray): Tree {
  const [first, ...others] = trees;
  if (first === undefined) {
    throw new UsageError({
      operation,
      received: "no trees",
      expected: "at least one",
      remedy: "give a list of trees, [first, second]",
    });
  }
  return map(
    (leaf: unknown, ...rest: unknown[]) => (isArray(leaf) ? join([leaf, ...(rest as NDArray[])]) : leaf),
    first as unknown,
    ...(others as unknown[]),
  ) as Tree;
}
