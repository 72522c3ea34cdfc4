import { describe, expect, it } from "vitest";
import { map, prefixMismatches, structure, structureMismatch, UsageError } from "@proj/tree";
import { Bag, Interval, Opaque } from "./trees.ts";

/** The message of a map over two trees that do not match, as someone without types would meet it. */
function message(first: unknown, second: unknown): string {
  try {
    map((x: unknown) => x, first, second);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  return "no error";
}

describe("the message about trees that differ", () => {
  it("names different types of node", () => {
    expect(message({ a: [1] }, { a: { x: 1 } })).toMatchInlineSnapshot(`
      "map received different types at rest[0]['a']: object with key 'x'
        expected: list of length 1, as in PyTreeDef({'a': [*]})
        to fix:   use the same kind of container at this place in both trees"
    `);
    expect(message({ a: { b: null } }, { a: { b: 3 } })).toMatchInlineSnapshot(`
      "map received different types at rest[0]['a']['b']: leaf 3
        expected: null, as in PyTreeDef({'a': {'b': null}})
        to fix:   use the same kind of container at this place in both trees"
    `);
    expect(message([[1]], [new Opaque()])).toMatchInlineSnapshot(`
      "map received different types at rest[0][0]: leaf <Opaque>
        expected: list of length 1, as in PyTreeDef([[*]])
        to fix:   use the same kind of container at this place in both trees"
    `);
    expect(message(new Interval(1, 2), new Bag(1, 2))).toMatchInlineSnapshot(`
      "map received different types at rest[0]: Bag
        expected: Interval, as in PyTreeDef(CustomNode(Interval['m'], [*, *]))
        to fix:   use the same kind of container at this place in both trees"
    `);
  });

  it("names different lengths", () => {
    expect(message({ a: [1, [2, 3]] }, { a: [1, [2]] })).toMatchInlineSnapshot(`
      "map received different lengths at rest[0]['a'][1]: list of length 1
        expected: list of length 2, as in PyTreeDef({'a': [*, [*, *]]})
        to fix:   give both lists the same number of elements"
    `);
  });

  it("names the keys that one side lacks and the other adds", () => {
    expect(message({ a: { x: 1, y: 2 } }, { a: { x: 1, z: 3 } })).toMatchInlineSnapshot(`
      "map received different keys at rest[0]['a']: object without key 'y' and with the additional key 'z'
        expected: object with keys 'x', 'y', as in PyTreeDef({'a': {'x': *, 'y': *}})
        to fix:   give both the same keys, and null for what is absent"
    `);
    expect(message({ a: 1 }, { a: 1, b: 2 })).toMatchInlineSnapshot(`
      "map received different keys at rest[0]: object with the additional key 'b'
        expected: object with key 'a', as in PyTreeDef({'a': *})
        to fix:   give both the same keys, and null for what is absent"
    `);
    expect(message({ a: 1 }, {})).toMatchInlineSnapshot(`
      "map received different keys at rest[0]: object without key 'a'
        expected: object with key 'a', as in PyTreeDef({'a': *})
        to fix:   give both the same keys, and null for what is absent"
    `);
    expect(message(new Map([["a", 1]]), new Map([["b", 1]]))).toMatchInlineSnapshot(`
      "map received different keys at rest[0]: Map without key 'a' and with the additional key 'b'
        expected: Map with key 'a', as in PyTreeDef(Map{'a' => *})
        to fix:   give both the same keys, and null for what is absent"
    `);
  });

  it("names a different order of keys in a Map", () => {
    const [forth, back] = [
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ];
    expect(message([forth], [back])).toMatchInlineSnapshot(`
      "map received different key order at rest[0][0]: Map with keys 'b', 'a'
        expected: Map with keys 'a', 'b', as in PyTreeDef([Map{'a' => *, 'b' => *}])
        to fix:   insert the keys in the same order, or use plain objects"
    `);
  });

  it("names different metadata", () => {
    expect(message([new Interval(1, 2, "m")], [new Interval(1, 2, "s")])).toMatchInlineSnapshot(`
      "map received different metadata at rest[0][0]: Interval with metadata 's'
        expected: Interval with metadata 'm', as in PyTreeDef([CustomNode(Interval['m'], [*, *])])
        to fix:   build both nodes with the same static values"
    `);
  });

  it("names different numbers of children", () => {
    expect(message(new Bag(1, 2), new Bag(1))).toMatchInlineSnapshot(`
      "map received different numbers of children at rest[0]: Bag with 1 child
        expected: Bag with 2 children, as in PyTreeDef(CustomNode(Bag, [*, *]))
        to fix:   let both nodes have the same children"
    `);
  });

  it("shortens long leaves", () => {
    expect(message([[1]], ["x".repeat(1000)]).length).toBeLessThan(300);
  });

  it("tells which of several trees is wrong", () => {
    const wrong: unknown = [1];
    expect(() => map((x: unknown) => x, [1, 2] as unknown, [1, 2], wrong)).toThrow("at rest[1]: list of length 1");
  });

  it("keeps its parts apart for programs", () => {
    try {
      map((x: unknown) => x, [1] as unknown, 1);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        name: "UsageError",
        operation: "map",
        received: "different types at rest[0]: leaf 1",
        expected: "list of length 1, as in PyTreeDef([*])",
        remedy: "use the same kind of container at this place in both trees",
      });
    }
  });
});

describe("structureMismatch", () => {
  it("names the first difference, by its path", () => {
    const [a, b] = [structure({ h: [1, { x: 2 }], k: 1 }), structure({ h: [1, { y: 2 }], k: [1] })];
    expect(structureMismatch(a, b, "carry")).toMatchInlineSnapshot(
      `"different keys at carry['h'][1]: expected object with key 'x', received object without key 'x' and with the additional key 'y'"`,
    );
    expect(structureMismatch(structure([1]), structure([[1]]))).toMatchInlineSnapshot(
      `"different types at tree[0]: expected leaf, received list of length 1"`,
    );
    expect(structureMismatch(structure([[1]]), structure([1]))).toMatchInlineSnapshot(
      `"different types at tree[0]: expected list of length 1, received leaf"`,
    );
  });

  it("is undefined for equal structures", () => {
    expect(structureMismatch(structure({ a: null }), structure({ a: null }))).toBeUndefined();
  });
});

describe("prefixMismatches", () => {
  it("finds every place where a tree departs from the prefix", () => {
    const found = prefixMismatches(structure({ a: [0, 0], b: null, c: 0 }), { a: [1], b: 2, c: [3] });
    expect(found.map(({ path, reason }) => [path.join(""), reason])).toEqual([
      ["['a']", "different lengths"],
      ["['b']", "different types"],
    ]);
  });
});
