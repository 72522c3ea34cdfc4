import { describe, expect, it } from "vitest";
import { all, allLeaves, broadcast, broadcastPrefix, map, mapUntil, mapWithPath, keyString, reduce } from "@proj/tree";
import { Interval } from "./trees.ts";

describe("map", () => {
  it("applies a function to every leaf", () => {
    expect(map((x) => 2 * x, { a: 1, b: [2, null], c: new Map([["d", 3]]) })).toEqual({
      a: 2,
      b: [4, null],
      c: new Map([["d", 6]]),
    });
  });

  it("goes through several trees at once, matching them by key and not by order", () => {
    expect(map((x, y) => x + y, { a: 1, b: 2 }, { b: 10, a: 20 })).toEqual({ a: 21, b: 12 });
    expect(map((x, y, z) => [x, y, z], [1, 2], [3, 4], [5, 6])).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it("passes on whole subtrees, since the first tree's structure is a prefix of the others'", () => {
    expect(map((x, y) => [x, y], { a: 1, b: 2 }, { a: [3, 4], b: null })).toEqual({ a: [1, [3, 4]], b: [2, null] });
  });

  it("gives the function exactly one argument for each tree", () => {
    const counts = map((...args: unknown[]) => args.length, [0, 0], [0, 0]);
    expect(counts).toEqual([2, 2]);
    expect(map(Number.parseInt, ["10", "10", "10"])).toEqual([10, 10, 10]);
  });

  it("may return trees, and null", () => {
    expect(map((x) => (x > 1 ? [x, x] : null), [1, 2])).toEqual([null, [2, 2]]);
  });
});

describe("mapUntil", () => {
  it("stops where isLeaf says so, in the first tree", () => {
    expect(
      mapUntil(
        (x) => x === null,
        (x) => x ?? 0,
        { a: 1, b: null },
      ),
    ).toEqual({ a: 1, b: 0 });
    expect(
      mapUntil(
        (x) => Array.isArray(x),
        (x, y) => [x, y],
        { a: [1, 2] },
        { a: null },
      ),
    ).toEqual({ a: [[1, 2], null] });
  });
});

describe("mapWithPath", () => {
  it("tells the function where it is", () => {
    const tree = { a: [1, new Interval(2, 3)] };
    expect(mapWithPath((path, x) => `${keyString(path)} ${String(x)}`, tree)).toStrictEqual({
      a: ["['a'][0] 1", new Interval("['a'][1].lo 2", "['a'][1].hi 3")],
    });
    expect(mapWithPath((path, x, y) => [path.length, x, y], [1], [2])).toEqual([[1, 1, 2]]);
  });
});

describe("reduce", () => {
  it("folds from left to right", () => {
    expect(reduce((text, x) => `${text}${x}`, { b: [2, 3], a: 1 }, ">")).toBe(">123");
    expect(reduce((a, b) => a - b, [10, { x: 3 }, 2])).toBe(5);
  });

  it("begins with undefined if told so", () => {
    expect(
      reduce<number[], number | undefined>((a, x) => (a === undefined ? x : a + x), [], undefined),
    ).toBeUndefined();
  });

  it("stops where isLeaf says so", () => {
    expect(reduce((count, _) => count + 1, [1, null], 0, { isLeaf: (x) => x === null })).toBe(2);
  });

  it("needs a leaf or an initial value", () => {
    expect(() => reduce((a: never, _: never) => a, [null])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: reduce received a tree without leaves, and no initial value
        expected: at least one leaf, or an initial value
        to fix:   give the result for an empty tree as the third argument]
    `);
  });
});

describe("all", () => {
  it("is true if every leaf is truthy, and for a tree without leaves", () => {
    expect([all([1, { a: "x" }]), all([1, 0]), all([null]), all([null], { isLeaf: (x) => x === null })]).toEqual([
      true, false, true, false,
    ]); // prettier-ignore
  });
});

describe("allLeaves", () => {
  it("tells whether a list holds leaves alone", () => {
    expect([allLeaves([1, undefined]), allLeaves([1, null]), allLeaves([[]]), allLeaves([])]).toEqual([
      true, false, false, true,
    ]); // prettier-ignore
    expect(allLeaves([1, null], { isLeaf: (x) => x === null })).toBe(true);
  });
});

describe("broadcastPrefix", () => {
  it("repeats each leaf of the prefix for every leaf below it", () => {
    expect(broadcastPrefix(0, { a: 1, b: [2, 3] })).toEqual([0, 0, 0]);
    expect(broadcastPrefix({ a: 0, b: 1 }, { a: ["p", "q"], b: "r" })).toEqual([0, 0, 1]);
    expect(broadcast([0, 1], [{ x: 9 }, [9, null]])).toEqual([{ x: 0 }, [1, null]]);
  });

  it("takes null for an empty node, unless it is a leaf of the prefix", () => {
    const isLeaf = (x: unknown): x is null => x === null;
    expect(broadcastPrefix([0, null], [["p", "q"], "r"], { isLeaf })).toEqual([0, 0, null]);
    expect(broadcast([0, null], [["p", "q"], "r"], { isLeaf })).toEqual([[0, 0], null]);
    expect(() => broadcastPrefix([0, null], [["p", "q"], "r"])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: broadcastPrefix received different types at tree[1]: leaf 'r'
        expected: null, as in PyTreeDef([*, null])
        to fix:   use the same kind of container at this place in both trees]
    `);
  });

  it("speaks in the name of the operation that uses it", () => {
    expect(() => broadcastPrefix([0], [1, 2], { operation: "vmap", name: "arguments" }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received different lengths at arguments: list of length 2
        expected: list of length 1, as in PyTreeDef([*])
        to fix:   give both lists the same number of elements]
    `);
    expect(() => broadcast([0], [1, 2])).toThrow("broadcast received");
  });
});
