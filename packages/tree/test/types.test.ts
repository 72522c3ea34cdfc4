import { describe, expectTypeOf, it } from "vitest";
import {
  broadcast,
  broadcastPrefix,
  flatten,
  flattenWithPath,
  leaves,
  map,
  mapUntil,
  mapWithPath,
  reduce,
  structure,
  transpose,
  TreeDef,
  unflatten,
} from "@proj/tree";
import type { KeyPath, Leaves, Mapped, NodeType, Tree, treeType, Static } from "@proj/tree";
import type { Point } from "./trees.ts";

/** Stands for an array class: a class with methods and without declaration, which is a leaf. */
class Arr {
  readonly shape: readonly number[] = [];
  add(_other: Arr): this {
    return this;
  }
}
const arr = new Arr();

/** A class that declares what it holds. */
class Base<Fields> {
  declare readonly [treeType]: NodeType<Fields>;
}
class Linear extends Base<{ weight: Arr; bias: Arr | null; size: number }> {
  call(x: Arr): Arr {
    return x;
  }
}

/** A class that declares also what it becomes. */
interface PairType<A, B> extends NodeType<{ first: A; second: B }> {
  readonly result: Pair<this["mapped"]["first"], this["mapped"]["second"]>;
}
class Pair<A, B> {
  declare readonly [treeType]: PairType<A, B>;
  readonly first: A;
  readonly second: B;
  constructor(first: A, second: B) {
    this.first = first;
    this.second = second;
  }
}

/** Types that contain themselves. */
class Link extends Base<{ next: Link | null; weight: Arr }> {}
interface Chain {
  readonly next: Chain | null;
  readonly value: number;
}

interface Moments {
  readonly count: number;
  readonly mean?: { readonly w: Arr };
}

/** A tree of which only the leaves are known. */
function dynamic(): Tree<Arr> {
  return { a: arr };
}

type Shape = readonly number[];
const isNull = (x: unknown): x is null => x === null;

describe("the type of the leaves", () => {
  it("is the union over all places", () => {
    expectTypeOf<Leaves<{ a: Arr; b: [string, null] }>>().toEqualTypeOf<Arr | string>();
    expectTypeOf<Leaves<readonly (number | null)[]>>().toEqualTypeOf<number>();
    expectTypeOf<Leaves<Map<string, [Arr]>>>().toEqualTypeOf<Arr>();
    expectTypeOf<Leaves<null>>().toEqualTypeOf<never>();
    expectTypeOf<Leaves<{ a: undefined; f: (x: number) => string; t: Float32Array }>>().toEqualTypeOf<
      undefined | ((x: number) => string) | Float32Array
    >();
  });

  it("goes into interfaces of plain data, and into optional keys", () => {
    expectTypeOf<Leaves<Moments>>().toEqualTypeOf<number | Arr>();
  });

  it("takes a class with methods for a leaf, unless it declares what it holds", () => {
    expectTypeOf<Leaves<Arr>>().toEqualTypeOf<Arr>();
    expectTypeOf<Leaves<{ layers: Linear[] }>>().toEqualTypeOf<Arr | number>();
    expectTypeOf<Leaves<Pair<Arr, [string]>>>().toEqualTypeOf<Arr | string>();
    expectTypeOf<Leaves<Static<string>>>().toEqualTypeOf<never>();
  });

  it("is found in types that contain themselves", () => {
    expectTypeOf<Leaves<Link>>().toEqualTypeOf<Arr>();
    expectTypeOf<Leaves<{ chain: Chain; link: Link }>>().toEqualTypeOf<number | Arr>();
  });

  it("is unknown for a class that is a node but does not say of what", () => {
    expectTypeOf<Leaves<Point>>().toEqualTypeOf<unknown>();
  });

  it("is the parameter of a dynamic tree", () => {
    expectTypeOf<Leaves<Tree<Arr>>>().toEqualTypeOf<Arr>();
    expectTypeOf<Leaves<{ a: Tree<Arr>; b: string }>>().toEqualTypeOf<Arr | string>();
    expectTypeOf<Leaves<Tree<Arr | number>>>().toEqualTypeOf<Arr | number>();
    expectTypeOf<Leaves<unknown>>().toEqualTypeOf<unknown>();
  });
});

describe("the type of a mapped tree", () => {
  it("has the same shape", () => {
    expectTypeOf<Mapped<{ a: Arr; b: [Arr, null] }, boolean>>().toEqualTypeOf<{ a: boolean; b: [boolean, null] }>();
    expectTypeOf<Mapped<readonly [Arr, Arr[]], 1>>().toEqualTypeOf<readonly [1, 1[]]>();
    expectTypeOf<Mapped<Map<string, Arr>, 1>>().toEqualTypeOf<Map<string, 1>>();
    expectTypeOf<Mapped<Arr | null, 1>>().toEqualTypeOf<1 | null>();
    expectTypeOf<Mapped<Moments, 1>>().toEqualTypeOf<{ readonly count: 1; readonly mean?: { readonly w: 1 } }>();
    expectTypeOf<Mapped<Arr, 1>>().toEqualTypeOf<1>();
  });

  it("is the class itself for a class node, or what it declares to become", () => {
    expectTypeOf<Mapped<Linear, 1>>().toEqualTypeOf<Linear>();
    expectTypeOf<Mapped<Point, 1>>().toEqualTypeOf<Point>();
    expectTypeOf<Mapped<Static<"a">, 1>>().toEqualTypeOf<Static<"a">>();
    expectTypeOf<Mapped<Pair<Arr, [Arr, null]>, 1>>().toEqualTypeOf<Pair<1, [1, null]>>();
  });

  it("is a dynamic tree for a dynamic tree", () => {
    expectTypeOf<Mapped<Tree<Arr>, number>>().toEqualTypeOf<Tree<number>>();
    expectTypeOf<Mapped<{ a: Tree<Arr> }, number>>().toEqualTypeOf<{ a: Tree<number> }>();
  });
});

describe("a dynamic tree", () => {
  it("accepts every tree of such leaves", () => {
    expectTypeOf<{ a: Arr; b: [Arr, null]; c: Map<string, Arr> }>().toExtend<Tree<Arr>>();
    expectTypeOf<Linear>().toExtend<Tree<Arr | number>>();
    expectTypeOf<Linear>().not.toExtend<Tree<Arr>>();
    expectTypeOf<{ a: string }>().not.toExtend<Tree<Arr>>();
  });
});

describe("map", () => {
  it("infers the leaf for an unannotated function, and takes an annotated one", () => {
    expectTypeOf(map((x) => x.shape, { a: arr })).toEqualTypeOf<{ a: Shape }>();
    expectTypeOf(map((x: Arr) => x.shape, { a: arr, b: [arr] })).toEqualTypeOf<{ a: Shape; b: Shape[] }>();
    expectTypeOf(map((x) => x.shape, dynamic())).toEqualTypeOf<Tree<Shape>>();
  });

  it("refuses a function that cannot take every leaf", () => {
    // @ts-expect-error a leaf may be a string
    map((x: number) => x, { a: 1, b: "s" });
  });

  it("gives the function the types of what stands in the other trees", () => {
    expectTypeOf(map((x, y) => x.add(y), { a: arr }, { a: arr })).toEqualTypeOf<{ a: Arr }>();
    expectTypeOf(map((x, y) => [x, y.b] as const, { a: arr }, { a: { b: 1 } })).toEqualTypeOf<{
      a: readonly [Arr, number];
    }>();
    expectTypeOf(map((_, y) => y, [1, 2], ["a", "b"])).toEqualTypeOf<string[]>();
    expectTypeOf(map((x, y) => x.add(y), dynamic(), dynamic())).toEqualTypeOf<Tree<Arr>>();
  });

  it("refuses trees that do not continue the first", () => {
    const wrong = (): void => {
      // @ts-expect-error the other tree has no key "a"
      map((x, _y) => x, { a: arr }, { b: arr });
      // @ts-expect-error the other tree has no list under "a"
      map((x, _y) => x, { a: [arr] }, { a: arr });
    };
    expectTypeOf(wrong).toBeFunction();
  });

  it("has forms with paths and with stops", () => {
    expectTypeOf(mapWithPath((path, x) => [path, x] as const, { a: arr })).toEqualTypeOf<{
      a: readonly [KeyPath, Arr];
    }>();
    expectTypeOf(mapUntil(isNull, (x) => x ?? arr, { a: arr, b: null })).toEqualTypeOf<{ a: Arr; b: Arr }>();
    expectTypeOf(
      mapUntil(
        (x) => x === null,
        (x, y) => [x, y] as const,
        { a: arr, b: null },
        { a: 1, b: "s" },
      ),
    ).toEqualTypeOf<{ a: readonly [Arr | null, number | string]; b: readonly [Arr | null, number | string] }>();
    const isArr: (x: unknown) => boolean = (x) => x instanceof Arr;
    expectTypeOf(mapUntil(isArr, (x: Arr, y: Arr) => x.add(y).shape, { a: arr }, { a: arr })).toEqualTypeOf<
      Tree<Shape>
    >();
  });
});

describe("a function that is generic in its tree", () => {
  it("works on it as a dynamic tree", () => {
    function twice<Params extends Tree<Arr>>(params: Params): Params {
      const tree: Tree<Arr> = params;
      return map((x) => x.add(x), tree) as Params;
    }
    expectTypeOf(twice({ a: arr, b: [arr] })).toEqualTypeOf<{ a: Arr; b: Arr[] }>();
  });
});

describe("the other operations", () => {
  it("keep types from flatten to unflatten", () => {
    const [found, treedef] = flatten({ a: arr, b: 1 });
    expectTypeOf(found).toEqualTypeOf<(Arr | number)[]>();
    expectTypeOf(unflatten(treedef, ["x", "y"])).toEqualTypeOf<{ a: string; b: string }>();
    expectTypeOf(structure([arr])).toExtend<TreeDef>();
    expectTypeOf(unflatten(TreeDef.leaf, [1])).toEqualTypeOf<unknown>();
    expectTypeOf(flattenWithPath([arr])[0]).toEqualTypeOf<[path: KeyPath, leaf: Arr][]>();
  });

  it("know what a guard stops at", () => {
    expectTypeOf(leaves([1, null], { isLeaf: isNull })).toEqualTypeOf<(number | null)[]>();
    expectTypeOf(leaves([1, null], { isLeaf: (x) => Array.isArray(x) && x.length > 3 })).toEqualTypeOf<unknown[]>();
    expectTypeOf(broadcastPrefix({ a: 0, b: null }, { a: arr, b: arr }, { isLeaf: isNull })).toEqualTypeOf<
      (number | null)[]
    >();
  });

  it("follow the shape", () => {
    expectTypeOf(reduce((n, x) => n + x.shape.length, { a: arr, b: [arr] }, 0)).toEqualTypeOf<number>();
    expectTypeOf(broadcast(0, { a: arr, b: [arr] })).toEqualTypeOf<{ a: 0; b: 0[] }>();
    expectTypeOf(transpose(structure([0, 0]), structure({ x: 0 }), [{ x: arr }, { x: arr }])).toEqualTypeOf<{
      x: Arr[];
    }>();
  });
});
