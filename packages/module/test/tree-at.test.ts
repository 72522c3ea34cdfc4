import { array, type NDArray } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import { Linear, Module, treeAt, updateAt } from "@proj/module";
import { leaves } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

interface Skeleton {
  readonly mass: number;
}
class PointMass extends Module<{ readonly mass: number }> {}
class Arm extends Module<{ readonly mass: number; readonly links: number }> {}
class Plant extends Module<{
  readonly skeleton: Skeleton;
  readonly noise: null | number;
  readonly delay: null | number;
}> {}
class Model extends Module<{
  readonly plant: Plant;
  readonly layers: readonly Linear[];
  readonly sizes: readonly number[];
}> {}

const linear = (value: number): Linear => new Linear({ weight: array([[value]]), bias: null });
const model = new Model({
  plant: new Plant({ skeleton: new PointMass({ mass: 1 }), noise: null, delay: null }),
  layers: [linear(1), linear(2)],
  sizes: [7, 7],
});

describe("treeAt", () => {
  test("replaces a node by another of the same role, and leaves the tree as it was", () => {
    const changed = treeAt((m) => m.plant.skeleton, model, new Arm({ mass: 5, links: 2 }));
    expect(changed).toBeInstanceOf(Model);
    expect(changed.plant.skeleton).toBeInstanceOf(Arm);
    expect(changed.plant.skeleton.mass).toBe(5);
    expect(changed.layers[0]!.weight).toBe(model.layers[0]!.weight);
    expect(model.plant.skeleton).toBeInstanceOf(PointMass);
  });

  test("tells equal leaves apart", () => {
    expect(treeAt((m) => m.sizes[1], model, 8).sizes).toEqual([7, 8]);
    const shared = array([1]);
    expect(treeAt((t) => t.b, { a: shared, b: shared }, array([2])).a).toBe(shared);
  });

  test("tells one object in two places apart", () => {
    const layer = linear(1);
    const changed = treeAt((t) => t[0], [layer, layer] as const, linear(3));
    expect(changed[1].weight).toBe(layer.weight);
    expect(changed[0].weight.item()).toBe(3);
  });

  test("replaces several nodes at once", () => {
    const changed = treeAt((m) => m.layers.map((layer) => layer.weight), model, [array(3), array(4)]);
    expect(changed.layers.map((layer) => layer.weight.item())).toEqual([3, 4]);
  });

  test("takes a list that is in the tree for one node", () => {
    expect(treeAt((m) => m.layers, model, [linear(9)]).layers).toHaveLength(1);
  });

  test("replaces the root, empty nodes and leaves that are the whole tree", () => {
    expect(treeAt((t) => t, { a: 1 }, { a: 2 })).toEqual({ a: 2 });
    expect(treeAt((t) => t, 3, 4)).toBe(4);
    expect(treeAt((t) => t.b, { a: [] as number[], b: [] as number[] }, [1])).toEqual({ a: [], b: [1] });
  });

  test("replaces null where it counts as a leaf, or is the only one", () => {
    const isLeaf = (node: unknown): boolean => node === null;
    expect(treeAt((m) => m.plant.delay, model, 3, { isLeaf }).plant).toMatchObject({ delay: 3, noise: null });
    expect(treeAt((t) => t.a, { a: null as null | number, b: 1 }, 2)).toEqual({ a: 2, b: 1 });
  });

  test("puts null, functions and trees in the place of leaves", () => {
    expect(treeAt((t) => t.a as unknown, { a: 1, b: 2 }, null)).toEqual({ a: null, b: 2 });
    expect(treeAt((t) => t.a as unknown, { a: 1 }, { c: [1] })).toEqual({ a: { c: [1] } });
  });

  test("finds nodes by walking the tree, too", () => {
    const isLinear = (node: unknown): node is Linear => node instanceof Linear;
    const found = (m: Model): readonly unknown[] => leaves(m, { isLeaf: isLinear }).filter(isLinear);
    expect(treeAt(found, model, [linear(5), linear(6)]).layers[1]!.weight.item()).toBe(6);
  });

  test("refuses a function that does not point into the tree", () => {
    expect(() => treeAt((): number => 3, model, 4)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received the result of where, a number, which is not in the tree, or is inside another node that is replaced
        expected: a node or leaf of the tree, or a list of them
        to fix:   return parts of the tree themselves, not copies or results of computations; check the names on the way]
    `);
    expect(() => treeAt((m) => (m as unknown as { step: undefined }).step, model, undefined))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received the result of where, undefined, which is not in the tree
        expected: a node or leaf of the tree, or a list of them
        to fix:   return parts of the tree themselves, not copies or results of computations; check the names on the way]
    `);
    expect(() => treeAt((m) => [m.plant, new PointMass({ mass: 1 })] as unknown[], model, [1, 2]))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received element 1 of the result of where, an instance of PointMass, which is not in the tree, or is inside another node that is replaced
        expected: a node or leaf of the tree, or a list of them
        to fix:   return parts of the tree themselves, not copies or results of computations; check the names on the way]
    `);
  });

  test("refuses nodes that cannot be told apart or are pointed at twice", () => {
    expect(() => treeAt((m) => m.plant.delay, model, 3)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received the result of where, null, which is in the tree or in the result of where more than once
        expected: nodes that can be told apart, each pointed at once
        to fix:   point at each node once; to replace null, pass { isLeaf: (node) => node === null }]
    `);
    expect(() => treeAt((m) => [m.plant, m.plant], model, [model.plant, model.plant])).toThrow("more than once");
    expect(() => treeAt((m) => [m.plant, m.plant.skeleton] as unknown[], model, [1, 2])).toThrow("inside another node");
  });

  test("refuses a function that depends on leaves", () => {
    const larger = (t: { a: number; b: number }): number => (t.a > t.b ? t.a : t.b);
    expect(() => treeAt(larger, { a: 1, b: 2 }, 0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received a function where that uses the value of the leaf at tree['a']
        expected: a function that points at nodes and leaves of the tree and does not look into leaves
        to fix:   return the leaf itself; to compute the new value from the old one, use updateAt(where, tree, f)]
    `);
    const present = (t: { a: number; b: number }): number => (t.a === 1 ? t.a : t.b);
    expect(() => treeAt(present, { a: 1, b: 2 }, 0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received a function where that points at other nodes when the leaves of the tree have other values
        expected: a function of the structure of the tree alone
        to fix:   do not test leaves inside where; select by the tree's structure, its classes and its keys]
    `);
    const arrays = (m: Model): readonly unknown[] => leaves(m).filter(isNDArray);
    expect(() => treeAt(arrays, model, [1, 2])).toThrow("have other values");
  });

  test("refuses operations on leaves", () => {
    expect(() => treeAt((m) => m.layers[0]!.weight.T, model, array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received a function where that uses the property "T" of the leaf at tree.layers[0].weight
        expected: a function that points at nodes and leaves of the tree and does not look into leaves
        to fix:   return the leaf itself; to compute the new value from the old one, use updateAt(where, tree, f)]
    `);
  });

  test("refuses another number of replacements, and none", () => {
    expect(() => treeAt((m) => m.layers.map((l) => l.weight), model, [array(1)])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received 2 nodes, and a list of 1 replacements
        expected: a list of 2 replacements, since where returns a list of 2 nodes
        to fix:   give one replacement for each node, in the same order]
    `);
    expect(() => treeAt((m) => [m.plant, m.sizes] as unknown, model, 1)).toThrow("a replacement that is not a list");
    expect(() => (treeAt as (...args: unknown[]) => unknown)((m: Model) => m.plant, model))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: treeAt received no replacement
        expected: a value for each node that where points at
        to fix:   pass the new value as third argument (null is one, too); to compute it from the old one, use updateAt]
    `);
  });

  test("has types that follow the tree", () => {
    expectTypeOf(treeAt((m) => m.plant.skeleton, model, new PointMass({ mass: 2 }))).toEqualTypeOf<Model>();
    const compiles = (): void => {
      // @ts-expect-error no such field
      treeAt((m): unknown => m.plant.skeletn, model, new PointMass({ mass: 2 }));
      // @ts-expect-error not a skeleton
      treeAt((m) => m.plant.skeleton, model, linear(2));
      // @ts-expect-error one replacement too many
      treeAt((m) => [m.plant.delay, m.plant.noise], model, [1, 2, 3]);
    };
    expect(compiles).toBeTypeOf("function");
  });
});

describe("updateAt", () => {
  test("computes the new value from the old one", () => {
    const changed = updateAt(
      (m) => m.layers[1]!.weight,
      model,
      (weight) => weight.mul(10),
    );
    expect(changed.layers.map((layer) => layer.weight.item())).toEqual([1, 20]);
  });

  test("gives a node with its leaves to the function", () => {
    const seen: unknown[] = [];
    updateAt(
      (m) => m.plant,
      model,
      (plant) => {
        seen.push(plant);
        return plant;
      },
    );
    expect(seen).toEqual([model.plant]);
  });

  test("calls the function for each of several nodes", () => {
    const weights = (m: Model): readonly NDArray[] => m.layers.map((layer) => layer.weight);
    const changed = updateAt(weights, model, (weight: NDArray) => weight.add(1));
    expect(changed.layers.map((layer) => layer.weight.item())).toEqual([2, 3]);
  });

  test("fails under the conditions of treeAt, in its own name", () => {
    expect(() =>
      updateAt(
        () => 3,
        model,
        (x) => x,
      ),
    ).toThrow("updateAt received");
  });
});
