import { ShapeDtypeStruct } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import { map, mapUntil, treeNode, type NodeRule } from "@proj/tree";

/**
 * A leaf that is no array, hidden from a transformation: a node without children that carries the leaf in the structure. So
 * it takes part in the key of a cache, and comes back in the same place.
 */
class StaticLeaf {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  get [treeNode](): NodeRule<StaticLeaf> {
    return staticLeafRule;
  }
}

const staticLeafRule: NodeRule<StaticLeaf> = {
  flatten: ({ value }) => ({ children: [], aux: value }),
  unflatten: (value) => new StaticLeaf(value),
};

/** A tree with arrays (and stand-ins for arrays) as its only leaves. */
export function hideStatic<T>(tree: T): T {
  const hide = (leaf: unknown): unknown =>
    isNDArray(leaf) || leaf instanceof ShapeDtypeStruct ? leaf : new StaticLeaf(leaf);
  return map(hide, tree as unknown) as T;
}

/** The reverse of {@link hideStatic}. */
export function revealStatic<T>(tree: T): T {
  const reveal = (leaf: unknown): unknown => (leaf instanceof StaticLeaf ? leaf.value : leaf);
  return mapUntil((node) => node instanceof StaticLeaf, reveal, tree as unknown) as T;
}

/** A tree of derivatives with holes where {@link hideStatic} hid a leaf: such leaves have none. */
export function dropStatic<T>(tree: T): T {
  return mapUntil(
    (node) => node instanceof StaticLeaf,
    (leaf) => (leaf instanceof StaticLeaf ? null : leaf),
    tree as unknown,
  ) as T;
}

/** The reverse of {@link dropStatic}: derivatives of a value, put into the structure in which leaves of that value are hidden. */
export function withStatic<T>(hidden: T, derivatives: unknown): T {
  const isStatic = (node: unknown): boolean => node instanceof StaticLeaf;
  return mapUntil(
    isStatic,
    (leaf, derivative) => (isStatic(leaf) ? leaf : derivative),
    hidden as unknown,
    derivatives,
  ) as T;
}
