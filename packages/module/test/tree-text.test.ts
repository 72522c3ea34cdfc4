import { array, nn, zeros } from "@proj/array";
import { MLP, treeCheck, treeEqual, treeFormat } from "@proj/module";
import { key } from "@proj/random";
import { Static } from "@proj/tree";
import { describe, expect, test } from "vitest";

describe("treeFormat", () => {
  test("prints every kind of node and leaf", () => {
    class Opaque {
      readonly size = 1;
    }
    const tree = [
      null,
      undefined,
      { a: 1, "b c": -0 },
      new Map<unknown, unknown>([["k", true]]),
      [],
      {},
      "text",
      Opaque,
      new Opaque(),
      new Static(3),
      Uint8Array.of(1, 2),
      3n,
    ];
    expect(treeFormat(tree, { width: 1000 })).toMatchInlineSnapshot(
      `"[null, undefined, { a: 1, "b c": -0 }, Map { "k" => true }, [], {}, "text", <class Opaque>, <Opaque>, Static(3), Uint8Array(2), 3]"`,
    );
    expect(treeFormat([zeros([2, 3]), array(Int32Array.of(1)), array(true), array(2), nn.relu])).toMatchInlineSnapshot(
      `"[f32[2,3], i32[1], bool[], weak_f32[], <function relu>]"`,
    );
  });

  test("breaks the lines that are too long, and only those", () => {
    const model = MLP.init(2, 1, { widthSize: 8, depth: 1, key: key(0) });
    expect(treeFormat(model)).toMatchInlineSnapshot(`
      "MLP {
        layers: [
          Linear { weight: f32[8,2], bias: f32[8] },
          Linear { weight: f32[1,8], bias: f32[1] }
        ],
        activation: <function relu>,
        finalActivation: <function identity>
      }"
    `);
    expect(treeFormat(model, { width: 30, indent: 4 })).toMatchInlineSnapshot(`
      "MLP {
          layers: [
              Linear {
                  weight: f32[8,2],
                  bias: f32[8]
              },
              Linear {
                  weight: f32[1,8],
                  bias: f32[1]
              }
          ],
          activation: <function relu>,
          finalActivation: <function identity>
      }"
    `);
  });

  test("fills lines to the last column", () => {
    const tree = { a: ["xxx", "yyy"] };
    const flat = '{ a: ["xxx", "yyy"] }';
    expect(treeFormat(tree, { width: flat.length })).toBe(flat);
    expect(treeFormat(tree, { width: flat.length - 1 })).toBe('{\n  a: ["xxx", "yyy"]\n}');
    expect(treeFormat([tree.a, 1], { width: 17 })).toBe('[\n  ["xxx", "yyy"],\n  1\n]');
    expect(treeFormat([tree.a, 1], { width: 16 })).toBe('[\n  [\n    "xxx",\n    "yyy"\n  ],\n  1\n]');
  });

  test("prints values of arrays on demand", () => {
    expect(
      treeFormat(
        {
          weight: array([
            [1, 2],
            [3, 4],
          ]),
          n: 1,
        },
        { shortArrays: false },
      ),
    ).toMatchInlineSnapshot(`
      "{
        n: 1,
        weight: [[1, 2],
                 [3, 4]]
      }"
    `);
  });
});

describe("treeEqual", () => {
  const tree = { a: array([1, 2]), b: ["x", null] };

  test("compares structures, types, values and other leaves", () => {
    expect(treeEqual(tree, { a: array([1, 2]), b: ["x", null] })).toBe(true);
    expect(treeEqual(tree, { a: array([1, 3]), b: ["x", null] })).toBe(false);
    expect(treeEqual(tree, { a: array([1, 2]), b: ["y", null] })).toBe(false);
    expect(treeEqual(tree, { a: array([1, 2]), b: ["x"] })).toBe(false);
    expect(treeEqual(array([1, 2]), array(Int32Array.of(1, 2)))).toBe(false);
    expect(treeEqual(array([1, 2]), array([[1, 2]]))).toBe(false);
    expect(treeEqual(array([1, 2]), 1)).toBe(false);
    expect(treeEqual([NaN, 0], [NaN, 0])).toBe(true);
  });

  test("allows for tolerances", () => {
    expect(treeEqual(array([1, 100]), array([1.01, 101]), { rtol: 0.02 })).toBe(true);
    expect(treeEqual(array([1, 100]), array([1.01, 101]), { atol: 0.02 })).toBe(false);
    expect(treeEqual(array([Infinity]), array([Infinity]), { rtol: 1 })).toBe(true);
    expect(treeEqual(array([NaN]), array([NaN]), { atol: 1 })).toBe(false);
  });
});

describe("treeCheck", () => {
  test("accepts trees, with whatever leaves repeated", () => {
    const shared = array([1]);
    expect(() => treeCheck({ a: shared, b: [shared, null, null, "x", "x"] })).not.toThrow();
  });

  test("refuses a node in two places, and one inside itself", () => {
    const list = [1];
    expect(() => treeCheck({ a: list, b: { c: list } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeCheck received tree['a'] and tree['b']['c'] are the same list
        expected: a tree, in which each node has one place
        to fix:   keep the node in one place and pass it to where else it is used, or copy it to have two of it]
    `);
    const loop: unknown[] = [];
    loop.push({ loop });
    expect(() => treeCheck(loop)).toThrow("tree and tree[0]['loop'] are the same list");
  });
});
