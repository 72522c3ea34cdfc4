import { describe, expect, test } from "vitest";
import {
  broadcastPrefix,
  flatten,
  flattenWithPath,
  leaves,
  map,
  prefixMismatches,
  registerNode,
  structure,
  structureMismatch,
  transpose,
  type TreeDef,
} from "@proj/tree";

/* A tree may be as deep as it likes: nothing here may use the stack of calls for it. */

const depth = 10_000;

class Link {
  readonly value: unknown;
  readonly next: unknown;
  constructor(value: unknown, next: unknown) {
    this.value = value;
    this.next = next;
  }
}
registerNode(Link, {
  flatten: ({ value, next }) => ({ children: [value, next], keys: ["value", "next"] }),
  unflatten: (_, [value, next]) => new Link(value, next),
});

const kinds: Record<string, (inner: unknown, level: number) => unknown> = {
  lists: (inner) => [inner],
  "lists with a leaf each": (inner, level) => [level, inner],
  objects: (inner) => ({ inner }),
  Maps: (inner) => new Map([["inner", inner]]),
  "instances of a class": (inner, level) => new Link(level, inner),
};

function nested(wrap: (inner: unknown, level: number) => unknown, innermost: unknown): unknown {
  let tree = innermost;
  for (let level = 0; level < depth; level++) tree = wrap(tree, level);
  return tree;
}

describe.each(Object.entries(kinds))(`a tree of ${depth} nested %s`, (_, wrap) => {
  const tree = nested(wrap, "leaf");
  const [found, treedef] = flatten(tree, undefined);

  test("is taken apart, put together and mapped", () => {
    expect(found).toEqual(leaves(tree));
    expect(found.at(-1)).toBe("leaf");
    expect(leaves(treedef.unflatten(found))).toEqual(found);
    expect(leaves(map((x: unknown) => [x], tree as never))).toEqual(found);
    expect(broadcastPrefix(tree, tree)).toEqual(found);
    expect(treedef.numNodes).toBe(depth + found.length);
  });

  test("has a structure that is compared, printed and composed", () => {
    const [same, other]: TreeDef[] = [structure(nested(wrap, 7)), structure(nested(wrap, null))];
    expect(treedef.equals(same)).toBe(true);
    expect(treedef.key).toBe(same!.key);
    expect(treedef.equals(other)).toBe(false);
    expect(structureMismatch(treedef, same!)).toBeUndefined();
    expect(structureMismatch(treedef, other!)).toContain("different types at tree");
    expect(prefixMismatches(treedef, nested(wrap, 7))).toEqual([]);
    expect(String(treedef).length).toBeGreaterThan(2 * depth);
    const pairs = treedef.compose(structure([0, 0]));
    expect(pairs.numLeaves).toBe(2 * found.length);
    expect(leaves(transpose(treedef, structure([0, 0]), pairs.unflatten([...found, ...found])))).toHaveLength(
      2 * found.length,
    );
  });
});

test("the path to a leaf is as long as the tree is deep", () => {
  const [[entry]] = flattenWithPath(nested((inner) => [inner], 1));
  expect(entry?.[0]).toHaveLength(depth);
});

test("a tree that contains itself far down is refused with the way there", () => {
  const ring: unknown[] = [];
  ring.push(nested((inner) => [inner], ring));
  expect(() => flatten(ring)).toThrow("a tree that contains itself: tree[0][0]");
});

test("a rule that makes new nodes without end is refused", { timeout: 60_000 }, () => {
  class Endless {
    readonly level = 0;
  }
  registerNode(Endless, { flatten: () => ({ children: [new Endless()] }), unflatten: () => new Endless() });
  expect(() => flatten(new Endless())).toThrow("nodes deep");
});
