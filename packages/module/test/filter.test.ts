import { array, type NDArray } from "@proj/array";
import {
  applyUpdates,
  combine,
  filter,
  isArray,
  isArrayLike,
  isInexactArray,
  isInexactArrayLike,
  Linear,
  partition,
} from "@proj/module";
import { map } from "@proj/tree";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";

const isNumber = (leaf: unknown): boolean => typeof leaf === "number";
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.string(),
    fc.array(tie("tree")),
    fc.dictionary(fc.string(), tie("tree")),
  ),
}));

describe("partition and combine", () => {
  test("undo each other, for any tree", () => {
    fc.assert(
      fc.property(tree, (value) => {
        const [numbers, others] = partition(value, isNumber);
        expect(combine(numbers, others)).toEqual(value);
        expect(combine(others, numbers)).toEqual(value);
      }),
    );
  });

  test("put a hole in one tree where the other has a leaf", () => {
    const [numbers, others] = partition({ a: 1, b: ["x", 2] }, isNumber);
    expect(numbers).toEqual({ a: 1, b: [null, 2] });
    expect(others).toEqual({ a: null, b: ["x", null] });
  });

  test("keep null where the tree has it", () => {
    const [numbers, others] = partition({ a: null, b: 1 }, isNumber);
    expect(combine(numbers, others)).toEqual({ a: null, b: 1 });
  });

  test("work on modules, whose type they keep", () => {
    const model = new Linear({ weight: array([[1]]), bias: null });
    const [arrays, rest] = partition(model, isArray);
    expectTypeOf(arrays).toEqualTypeOf<Linear>();
    expect(rest.weight).toBeNull();
    expect(
      combine(arrays, rest)
        .call(array([3]))
        .toList(),
    ).toEqual([3]);
  });

  test("take any number of trees, the first one first", () => {
    expect(combine([1, null, null], [2, 2, null], [3, 3, 3])).toEqual([1, 2, 3]);
  });

  test("refuse trees of different structure", () => {
    expect(() => combine({ a: 1, b: null }, { a: null } as never)).toThrow("different keys");
  });
});

describe("filter", () => {
  const value = { a: 1, b: ["x", 2] as const };

  test("takes a prefix tree of booleans and predicates", () => {
    expect(filter(value, { a: true, b: false })).toEqual({ a: 1, b: [null, null] });
    expect(filter(value, { a: false, b: isNumber })).toEqual({ a: null, b: [null, 2] });
    expect(filter(value, true)).toEqual(value);
  });

  test("can be inverted, and fill in something else", () => {
    expect(filter(value, isNumber, { inverse: true })).toEqual({ a: null, b: ["x", null] });
    expect(filter(value, isNumber, { replace: 0 })).toEqual({ a: 1, b: [0, 2] });
  });

  test("takes nodes for leaves where told to", () => {
    const isLeaf = (node: unknown): boolean => Array.isArray(node);
    expect(filter(value, (leaf) => Array.isArray(leaf), { isLeaf })).toEqual({ a: null, b: ["x", 2] });
    expect(filter(value, { a: false, b: true }, { isLeaf })).toEqual({ a: null, b: ["x", 2] });
  });

  test("refuses specs that do not fit or decide", () => {
    expect(() => filter(value, { a: true, c: false })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: filter received different keys at tree: object without key 'c' and with the additional key 'b'
        expected: object with keys 'a', 'c', as in PyTreeDef({'a': *, 'c': *})
        to fix:   give both the same keys, and null for what is absent]
    `);
    expect(() => filter(value, { a: 1, b: true })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: filter received a spec with a leaf of type number
        expected: a predicate, or a tree of booleans and predicates
        to fix:   write true or false, or a function of a leaf that answers with one of them]
    `);
  });
});

describe("predicates", () => {
  test("tell arrays, real numbers and what stands for them", () => {
    const values = [array([1.5]), array(true), array(Int32Array.of(1)), 1, true, "1", null, Float32Array.of(1)];
    expect(values.map(isArray)).toEqual([true, true, true, false, false, false, false, false]);
    expect(values.map(isInexactArray)).toEqual([true, false, false, false, false, false, false, false]);
    expect(values.map(isArrayLike)).toEqual([true, true, true, true, true, false, false, false]);
    expect(values.map(isInexactArrayLike)).toEqual([true, false, false, true, false, false, false, false]);
  });

  test("narrow types", () => {
    const value: unknown = array(1);
    if (isArray(value)) expectTypeOf(value).toEqualTypeOf<NDArray>();
    expect(map((leaf) => (isArray(leaf) ? leaf.item() : leaf), [value])).toEqual([1]);
  });
});

describe("applyUpdates", () => {
  const model = { w: array([1, 2]), frozen: { b: array(3), name: "net" } };

  test("adds a prefix of updates, and leaves what is below null as it is", () => {
    const moved = applyUpdates(model, { w: array([1, -1]), frozen: null });
    expect(moved.w.toList()).toEqual([2, 1]);
    expect(moved.frozen.b).toBe(model.frozen.b);
    expect(moved.frozen.name).toBe("net");
  });

  test("tells by path where updates do not fit", () => {
    expect(() => applyUpdates(model, { w: null })).toThrow(/applyUpdates .*updates/s);
    expect(() => applyUpdates(model, { w: null, frozen: { b: null, name: 1 } })).toThrow(/leaf of type string/);
  });
});
