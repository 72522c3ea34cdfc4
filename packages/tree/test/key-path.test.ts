import { describe, expect, it } from "vitest";
import {
  DictKey,
  flattenWithPath,
  FlattenedIndexKey,
  GetAttrKey,
  keyString,
  leavesWithPath,
  MapKey,
  SequenceKey,
} from "@proj/tree";
import { Bag, Interval, Point } from "./trees.ts";

const tree = {
  layers: [new Point(1, null), new Bag(2)],
  table: new Map<unknown, unknown>([["k", 3], [4, 5]]),
  "it's": new Interval(6, [7]),
}; // prettier-ignore

describe("a key path", () => {
  it("reads as the JavaScript expression that leads to the leaf", () => {
    expect(leavesWithPath(tree).map(([path, leaf]) => `${keyString(path)} = ${String(leaf)}`)).toMatchInlineSnapshot(`
      [
        "['it\\'s'].lo = 6",
        "['it\\'s'].hi[0] = 7",
        "['layers'][0].x = 1",
        "['layers'][1][<flat index 0>] = 2",
        "['table'].get('k') = 3",
        "['table'].get(4) = 5",
      ]
    `);
  });

  it("reads as bare names with a separator, when simple", () => {
    const [entries] = flattenWithPath(tree);
    expect(entries.map(([path]) => keyString(path, { simple: true, separator: "/" }))).toMatchInlineSnapshot(`
      [
        "it's/lo",
        "it's/hi/0",
        "layers/0/x",
        "layers/1/0",
        "table/k",
        "table/4",
      ]
    `);
  });

  it("is empty for a leaf that is the whole tree", () => {
    expect(leavesWithPath(1)).toEqual([[[], 1]]);
    expect(keyString([])).toBe("");
  });

  it("consists of one kind of key for each kind of node", () => {
    const [point, bag, k, four] = leavesWithPath({ a: tree.layers, b: tree.table }).map(([path]) => path);
    expect(point).toEqual([new DictKey("a"), new SequenceKey(0), new GetAttrKey("x")]);
    expect(bag).toEqual([new DictKey("a"), new SequenceKey(1), new FlattenedIndexKey(0)]);
    expect(k).toEqual([new DictKey("b"), new MapKey("k")]);
    expect(four).toEqual([new DictKey("b"), new MapKey(4)]);
  });

  it("leads to what isLeaf stops at", () => {
    const found = leavesWithPath({ a: [1, null] }, { isLeaf: (x) => x === null });
    expect(found.map(([path, leaf]) => [keyString(path), leaf])).toEqual([["['a'][0]", 1], ["['a'][1]", null]]); // prettier-ignore
  });
});
