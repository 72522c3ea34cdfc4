import { array, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { flatten, map, structure } from "@proj/tree";
import { formatPath, nodeAt, pathOf, replaceAt, WhereDict, type Where } from "@proj/feedbax";
import { describe, expect, test } from "vitest";

class Inner extends Module<{ readonly pos: number; readonly missing: number | null }> {}
class Outer extends Module<{ readonly inner: Inner; readonly list: readonly number[]; readonly "odd name": number }> {}

const outer = new Outer({ inner: new Inner({ pos: 1, missing: null }), list: [7, 7], "odd name": 3 });
const pathText = (where: Where<Outer>): string => formatPath(pathOf("test", where));

describe("a where-function", () => {
  test("is written as the path that it follows", () => {
    expect(pathText((o) => o.inner.pos)).toBe("inner.pos");
    expect(pathText((o) => o.list[1])).toBe("list[1]");
    expect(pathText((o) => o["odd name"])).toBe('["odd name"]');
    expect(pathText((o) => o)).toBe("");
  });

  test("reads what is at its path", () => {
    expect(
      nodeAt(
        pathOf("test", (o: Outer) => o.list[1]),
        outer,
      ),
    ).toBe(7);
  });

  test("replaces by position: null, equal values, whole nodes and the root", () => {
    const replaced = (where: Where<Outer>, value: unknown) => replaceAt("test", pathOf("test", where), outer, value);
    expect(replaced((o) => o.inner.missing, 5).inner.missing).toBe(5);
    expect(replaced((o) => o.list[1], 8).list).toEqual([7, 8]);
    expect(replaced((o) => o.inner, "x").inner).toBe("x");
    expect(replaced((o) => o, "root")).toBe("root");
    expect(replaced((o) => o.list[1], 8).inner).toBe(outer.inner);
    expect(outer.list).toEqual([7, 7]);
  });

  test("must pick a node", () => {
    expect(() => pathOf("eval", (o: Outer) => o.list.length + 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: eval received the where-function (o) => o.list.length + 1, which came to the symbol Symbol(Symbol.toPrimitive)
        expected: a function that follows fields and indices of its argument to one node
        to fix:   write it like (state) => state.mechanics.effector]
    `);
    expect(() => pathOf("eval", () => 3)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: eval received the where-function () => 3, which came to a value of type number
        expected: a function that follows fields and indices of its argument to one node
        to fix:   write it like (state) => state.mechanics.effector]
    `);
  });

  test("must stay in the tree when something is replaced", () => {
    const path = pathOf("test", (o: { inner: { velocity: number } }) => o.inner.velocity);
    expect(() => replaceAt("setting", path, outer, 0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: setting received the path inner.velocity, which leaves the tree at inner.velocity
        expected: one of the fields pos, missing
        to fix:   follow fields of the tree as it is: a field that is null has none]
    `);
  });
});

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
