import { array, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { flatten, map, structure } from "@proj/tree";
import { WhereDict } from "@proj/feedbax";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

class Inner extends Module<{ readonly pos: number; readonly missing: number | null }> {}
class Outer extends Module<{ readonly inner: Inner; readonly list: readonly number[]; readonly "odd name": number }> {}

const outer = new Outer({ inner: new Inner({ pos: 1, missing: null }), list: [7, 7], "odd name": 3 });

describe("a WhereDict", () => {
  const dict = WhereDict.of<Outer, NDArray | number>([(o) => o.inner.pos, array(2)], [(o) => o.list[0], 4]);

  test("gives the value of a node by where-function or path", () => {
    expect(dict.keys).toEqual(["inner.pos", "list[0]"]);
    expect(dict.get((o) => o.list[0])).toBe(4);
    expect(dict.get("list[0]")).toBe(4);
    expect(dict.get((o) => o.inner)).toBeUndefined();
  });

  test("places its values into a tree", () => {
    const placed = dict.placeInto(outer);
    expect((placed.inner.pos as unknown as NDArray).item()).toBe(2);
    expect(placed.list).toEqual([4, 7]);
  });

  test("is printed by its nodes", () => {
    expect(inspect(dict)).toBe("WhereDict(inner.pos, list[0])");
  });

  test("is a tree of its values; equal paths are equal structures", () => {
    expect(flatten(dict as unknown, undefined)[0]).toHaveLength(2);
    const doubled = map(
      (x: NDArray | number) => (typeof x === "number" ? 2 * x : x.mul(2)),
      dict as never,
    ) as typeof dict;
    expect(doubled.get("list[0]")).toBe(8);
    const other = WhereDict.of<Outer, number>([(x) => x.inner.pos, 0], [(x) => x.list[0], 0]);
    expect(structure(other as unknown).key).toBe(structure(dict as unknown).key);
  });

  test("has each node once", () => {
    const twice = () => WhereDict.of<Outer, number>([(o) => o.inner, 1], [(other) => other.inner, 2]);
    expect(twice).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: WhereDict.of received inner, inner
        expected: each node once
        to fix:   give all values of a node in one entry]
    `);
  });
});
