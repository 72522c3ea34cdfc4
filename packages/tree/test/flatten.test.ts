import { describe, expect, it } from "vitest";
import { flatten, leaves, structure, unflatten } from "@proj/tree";

describe("flatten", () => {
  it("visits the leaves from left to right, objects in the order of their sorted keys", () => {
    expect(leaves({ b: [2, 3], a: 1, "10": -1, "9": 0 })).toEqual([-1, 0, 1, 2, 3]);
  });
  it("keeps null as a node without leaves", () => {
    const [found, treedef] = flatten({ a: null, b: [null, 1] });
    expect(found).toEqual([1]);
    expect(unflatten(treedef, [undefined])).toEqual({ a: null, b: [null, undefined] });
    expect(String(structure({ b: [1, null], a: 2 }))).toBe("PyTreeDef({'a': *, 'b': [*, null]})");
  });
});
