import { describe, expect, it } from "vitest";
import { flatten, leaves, structure, transpose, TreeDef } from "@proj/tree";
import { Bag, Interval, Opaque } from "./trees.ts";

describe("a structure", () => {
  it("prints as a tree of stars", () => {
    const print = (tree: unknown): string => structure(tree).toString();
    expect(print({ a: 1, b: [2, null] })).toBe("PyTreeDef({'a': *, 'b': [*, null]})");
    expect(print(5)).toBe("PyTreeDef(*)");
    expect(print([])).toBe("PyTreeDef([])");
    expect(print({ "it's": 1 })).toBe(String.raw`PyTreeDef({'it\'s': *})`);
    expect(
      print(
        new Map<unknown, unknown>([
          ["b", 1],
          [2, [3]],
        ]),
      ),
    ).toBe("PyTreeDef(Map{'b' => *, 2 => [*]})");
    expect(print(new Interval(1, null))).toBe("PyTreeDef(CustomNode(Interval['m'], [*, null]))");
    expect(print(new Bag({ a: 1 }))).toBe("PyTreeDef(CustomNode(Bag, [{'a': *}]))");
  });

  it("counts its leaves and nodes", () => {
    const treedef = structure({ a: [1, 2], b: null });
    expect(treedef.numLeaves).toBe(2);
    expect(treedef.numNodes).toBe(5);
    expect([TreeDef.leaf.numLeaves, TreeDef.leaf.numNodes]).toEqual([1, 1]);
  });

  it("gives its children and the data of its root", () => {
    const treedef = structure({ b: [1], a: null });
    expect(treedef.children().map(String)).toEqual(["PyTreeDef(null)", "PyTreeDef([*])"]);
    expect(treedef.nodeData()).toEqual({ nodeClass: Object, aux: ["a", "b"] });
    expect(structure([1]).nodeData()).toEqual({ nodeClass: Array, aux: undefined });
    expect(structure(new Map([[1, 2]])).nodeData()).toEqual({ nodeClass: Map, aux: [1] });
    expect(structure(new Interval(0, 1, "s")).nodeData()).toEqual({ nodeClass: Interval, aux: "s" });
    expect(structure(null).nodeData()).toEqual({ nodeClass: null, aux: undefined });
    expect(TreeDef.leaf.nodeData()).toBeNull();
    expect(TreeDef.leaf.children()).toEqual([]);
  });

  it("composes: the inner one in the place of every leaf", () => {
    const composed = structure([1, { a: 2 }]).compose(structure([1, null]));
    expect(String(composed)).toBe("PyTreeDef([[*, null], {'a': [*, null]}])");
  });

  it("of a list is made from those of its elements", () => {
    expect(TreeDef.list([structure({ a: 1 }), TreeDef.leaf]).equals(structure([{ a: 1 }, 2]))).toBe(true);
  });

  it("equals another with the same nodes, keys and metadata, and shares its key with it alone", () => {
    const f = (): number => 1;
    const g = (): number => 1;
    const of = (aux: unknown): TreeDef => structure(new Interval(0, 0, aux as string));
    const distinct = [
      1, "1", true, null, undefined, NaN, 0, -0, 1n, f, g, Symbol.iterator, Symbol("a"), new Opaque(), new Opaque(),
      [], [1], [[1]], [1, 2], ["1,2"], {}, { a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 1 }, [undefined], ["a", "b"], ["a,'1:b"],
    ]; // prettier-ignore
    for (const [i, a] of distinct.entries()) {
      for (const [j, b] of distinct.entries()) {
        expect(of(a).equals(of(b)), `${i} ${j}`).toBe(i === j);
        expect(of(a).key === of(b).key, `${i} ${j}`).toBe(i === j);
      }
    }
    expect(of({ a: [1, { b: f }] }).key).toBe(of({ a: [1, { b: f }] }).key);
    expect(of({ a: 1, b: 2 }).equals(of({ b: 2, a: 1 }))).toBe(true);
    expect(of({ a: 1, b: 2 }).key).toBe(of({ b: 2, a: 1 }).key);
    expect(of(structure([1])).equals(of(structure([2])))).toBe(true);
    expect(of(structure([1])).key).toBe(of(structure([2])).key);
    expect(structure([1]).equals([1])).toBe(false);
  });

  it("does not change with the tree it came from", () => {
    const tree: { a: number[]; b?: number } = { a: [1] };
    const treedef = structure(tree);
    tree.a.push(2);
    tree.b = 3;
    expect(treedef.unflatten([0])).toEqual({ a: [0] });
  });
});

describe("unflatten", () => {
  it("wants one leaf for each place", () => {
    const treedef = structure({ a: 1, b: [2, null] });
    expect(() => treedef.unflatten([1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: unflatten received too few leaves: 1
        expected: 2 for PyTreeDef({'a': *, 'b': [*, null]})
        to fix:   give one value for each leaf, in the order of flatten]
    `);
    expect(() => treedef.unflatten([1, 2, 3])).toThrow("too many leaves: 3");
  });
});

describe("flattenUpTo", () => {
  it("takes a tree apart down to the structure's leaves", () => {
    expect(structure({ a: 0, b: [0] }).flattenUpTo({ a: [1, 2], b: [{ c: 3 }] })).toEqual([[1, 2], { c: 3 }]);
  });

  it("has an error that speaks in another operation's name", () => {
    const inAxes = structure([0, { x: 0 }]);
    expect(() => inAxes.flattenUpTo([1, { y: 0 }], { operation: "vmap", name: "arguments" }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received different keys at arguments[1]: object without key 'x' and with the additional key 'y'
        expected: object with key 'x', as in PyTreeDef([*, {'x': *}])
        to fix:   give both the same keys, and null for what is absent]
    `);
  });
});

describe("isLeaf", () => {
  it("is asked at every node before its children and at every leaf, and never below a stop", () => {
    const seen: unknown[] = [];
    const [found] = flatten([{ a: 1 }, [2, null]], {
      isLeaf: (x) => {
        seen.push(x);
        return Array.isArray(x) && x[0] === 2;
      },
    });
    expect(found).toEqual([1, [2, null]]);
    expect(seen).toEqual([[{ a: 1 }, [2, null]], { a: 1 }, 1, [2, null]]);
  });

  it("may stop at the root", () => {
    expect(leaves([1, 2], { isLeaf: () => true })).toEqual([[1, 2]]);
  });
});

describe("transpose", () => {
  it("turns a list of objects into an object of lists", () => {
    const list = [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
      { x: 5, y: 6 },
    ];
    expect(transpose(structure([0, 0, 0]), structure({ x: 0, y: 0 }), list)).toEqual({ x: [1, 3, 5], y: [2, 4, 6] });
    expect(transpose(structure([0, 0, 0]), null, list)).toEqual({ x: [1, 3, 5], y: [2, 4, 6] });
  });

  it("keeps both structures, empty nodes included", () => {
    const outer = structure({ a: 0, b: null });
    expect(transpose(outer, null, { a: [1, null, 2], b: null })).toEqual([{ a: 1, b: null }, null, { a: 2, b: null }]);
  });

  it("wants a tree of the outer structure with the inner one in each leaf", () => {
    const inner = structure({ x: 0 });
    expect(() => transpose(structure([0, 0]), inner, [{ x: 1 }, { y: 1 }])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: transpose received different keys at tree[1]: expected object with key 'x', received object without key 'x' and with the additional key 'y'; in all PyTreeDef([{'x': *}, {'y': *}])
        expected: PyTreeDef([{'x': *}, {'x': *}]), which is PyTreeDef([*, *]) of PyTreeDef({'x': *})
        to fix:   give the structure of the outside first, and one inner structure that all its leaves share]
    `);
    expect(() => transpose(structure([0, 0]), null, [{ x: 1 }])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: transpose received different lengths at tree: list of length 1
        expected: list of length 2, as in PyTreeDef([*, *])
        to fix:   give both lists the same number of elements]
    `);
    expect(() => transpose(structure([]), null, [])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: transpose received no inner structure, and an outer one without leaves: PyTreeDef([])
        expected: an inner structure, or an outer one with a leaf to take it from
        to fix:   give the inner structure as the second argument]
    `);
  });
});
