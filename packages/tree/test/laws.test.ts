import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  broadcast,
  flatten,
  flattenWithPath,
  isNode,
  keyString,
  leaves,
  map,
  mapWithPath,
  prefixMismatches,
  structure,
  structureMismatch,
  transpose,
  TreeDef,
  unflatten,
} from "@proj/tree";
import { anyLeaf, trees, treesOf } from "./trees.ts";

const numberTrees = treesOf(fc.integer());

function law(...args: Parameters<typeof fc.property<[unknown, unknown]>>): () => void {
  return () => {
    fc.assert(fc.property(...args), { numRuns: 200 });
  };
}

describe("for every tree", () => {
  it(
    "unflatten reverses flatten",
    law(trees, trees, (tree) => {
      const [found, treedef] = flatten(tree);
      expect(unflatten(treedef, found)).toStrictEqual(tree);
    }),
  );

  it(
    "flatten reverses unflatten",
    law(trees, fc.infiniteStream(anyLeaf), (tree, stream) => {
      const treedef = structure(tree);
      const values = [...(stream as fc.Stream<unknown>).take(treedef.numLeaves)];
      const [found, again] = flatten(treedef.unflatten(values));
      expect(found).toStrictEqual(values);
      expect(again.equals(treedef)).toBe(true);
    }),
  );

  it(
    "leaves are what flatten finds, and none of them is a node",
    law(trees, trees, (tree) => {
      const [found, treedef] = flatten(tree);
      expect(leaves(tree)).toStrictEqual(found);
      expect(treedef.numLeaves).toBe(found.length);
      expect(found.some(isNode)).toBe(false);
    }),
  );

  it(
    "map of the identity is the identity",
    law(trees, trees, (tree) => {
      expect(map((x) => x, tree)).toStrictEqual(tree);
    }),
  );

  it(
    "map of a composition is the composition of maps",
    law(trees, trees, (tree) => {
      const f = (x: unknown): string => typeof x;
      const g = (x: unknown): unknown => [x];
      expect(map((x) => g(f(x)), tree)).toStrictEqual(map(g, map(f, tree)));
    }),
  );

  it(
    "map over a tree and itself meets each leaf twice",
    law(trees, trees, (tree) => {
      map(
        (x, y) => {
          expect(x).toBe(y);
        },
        tree,
        tree,
      );
    }),
  );

  it(
    "keys agree exactly if structures are equal, and a mismatch is found exactly if they differ",
    law(trees, trees, (a, b) => {
      const [p, q] = [structure(a), structure(b)];
      expect(p.key === q.key).toBe(p.equals(q));
      expect(structureMismatch(p, q) === undefined).toBe(p.equals(q));
      expect(p.equals(structure(map((x) => x, a)))).toBe(true);
      expect(p.key).toBe(structure(map((x) => x, a)).key);
    }),
  );

  it(
    "each leaf has a path of its own",
    law(trees, trees, (tree) => {
      const [entries, treedef] = flattenWithPath(tree);
      const paths = entries.map(([path]) => keyString(path));
      expect(new Set(paths).size).toBe(treedef.numLeaves);
      expect(leaves(mapWithPath((path) => keyString(path), tree))).toEqual(paths);
    }),
  );

  it(
    "a structure is a prefix of itself composed with another",
    law(trees, trees, (outer, inner) => {
      const [p, q] = [structure(outer), structure(inner)];
      const both = p.compose(q);
      const tree = both.unflatten(Array.from({ length: both.numLeaves }, (_, i) => i));
      expect(both.numLeaves).toBe(p.numLeaves * q.numLeaves);
      expect(p.flattenUpTo(tree).every((subtree) => structure(subtree).equals(q))).toBe(true);
      expect(prefixMismatches(p, tree)).toEqual([]);
      expect(TreeDef.leaf.compose(p).equals(p)).toBe(true);
      expect(p.compose(TreeDef.leaf).equals(p)).toBe(true);
    }),
  );

  it(
    "transposing twice changes nothing",
    law(numberTrees, numberTrees, (a, b) => {
      const [p, q] = [structure(a), structure(b)];
      fc.pre(p.numLeaves > 0 && q.numLeaves > 0);
      const both = p.compose(q);
      const tree = both.unflatten(Array.from({ length: both.numLeaves }, (_, i) => i));
      const turned = transpose(p, q, tree);
      expect(structure(turned).equals(q.compose(p))).toBe(true);
      expect(transpose(p, null, tree)).toStrictEqual(turned);
      expect(transpose(q, p, turned)).toStrictEqual(tree);
    }),
  );

  it(
    "broadcast of a tree over itself is the tree, and of a leaf is a constant",
    law(trees, trees, (tree) => {
      expect(broadcast(tree, tree)).toStrictEqual(tree);
      expect(broadcast(7, tree)).toStrictEqual(map(() => 7, tree));
    }),
  );

  it(
    "a structure prints one star for each leaf",
    law(numberTrees, numberTrees, (tree) => {
      const treedef = structure(tree);
      const text = treedef.toString().replaceAll(/'(?:[^'\\]|\\.)*'/gs, "");
      expect(text.split("*").length - 1).toBe(treedef.numLeaves);
    }),
  );
});
