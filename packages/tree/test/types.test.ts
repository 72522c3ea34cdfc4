import { describe, expectTypeOf, it } from "vitest";
import {
  flatten,
  leaves,
  map,
  mapUntil,
  mapWithPath,
  unflatten,
  type Leaves,
  type Mapped,
  type NodeType,
  type Tree,
  type treeType,
} from "@proj/tree";

/** Stands for an array class: a class with methods, which is a leaf. */
class Arr {
  readonly shape: readonly number[] = [];
  add(other: Arr): Arr {
    return other;
  }
}
const arr = new Arr();

/** Stands for a module: it declares what it holds. */
class Base<F> {
  declare readonly [treeType]: NodeType<F>;
}
class Linear extends Base<{ weight: Arr; bias: Arr | null; size: number }> {
  call(x: Arr): Arr {
    return x;
  }
}

interface PairType<A, B> extends NodeType<{ first: A; second: B }> {
  readonly result: Pair<this["mapped"]["first"], this["mapped"]["second"]>;
}
class Pair<A, B> {
  declare readonly [treeType]: PairType<A, B>;
  readonly first!: A;
  readonly second!: B;
}

interface AdamState {
  readonly count: number;
  readonly mu: { w: Arr };
}

describe("types", () => {
  it("follow the shape", () => {
    expectTypeOf<Leaves<{ a: Arr; b: [string, null] }>>().toEqualTypeOf<Arr | string>();
    expectTypeOf<Mapped<{ a: Arr; b: [Arr, null] }, boolean>>().toEqualTypeOf<{ a: boolean; b: [boolean, null] }>();
    expectTypeOf<Leaves<Tree<Arr>>>().toEqualTypeOf<Arr>();
    expectTypeOf<Mapped<Tree<Arr>, number>>().toEqualTypeOf<Tree<number>>();
    expectTypeOf<Mapped<{ a: Tree<Arr> }, number>>().toEqualTypeOf<{ a: Tree<number> }>();
    expectTypeOf<Leaves<Linear>>().toEqualTypeOf<Arr | number>();
    expectTypeOf<Mapped<Linear, string>>().toEqualTypeOf<Linear>();
    expectTypeOf<Mapped<Pair<Arr, number>, string>>().toEqualTypeOf<Pair<string, string>>();
    expectTypeOf<Leaves<AdamState>>().toEqualTypeOf<Arr | number>();
    expectTypeOf<Mapped<AdamState, 1>>().toEqualTypeOf<{ readonly count: 1; readonly mu: { w: 1 } }>();
    expectTypeOf<Leaves<Tree<unknown>>>().toEqualTypeOf<unknown>();
    expectTypeOf<Leaves<Tree<Arr | number>>>().toEqualTypeOf<Arr | number>();
  });
  it("map", () => {
    const r = map((x) => x.shape, { a: arr });
    expectTypeOf(r).toEqualTypeOf<{ a: readonly number[] }>();
    const s = map((x: Arr) => x.shape, { a: arr, b: [arr] });
    expectTypeOf(s).toEqualTypeOf<{ a: readonly number[]; b: (readonly number[])[] }>();
    const u = map((x, y) => x.add(y), { a: arr }, { a: arr });
    expectTypeOf(u).toEqualTypeOf<{ a: Arr }>();
    const t = map((x, y) => [x, y.b] as const, { a: arr }, { a: { b: 1 } });
    expectTypeOf(t).toEqualTypeOf<{ a: readonly [Arr, number] }>();
    // @ts-expect-error the other tree has no key "a"
    map((x, y) => [x, y], { a: arr }, { b: arr });
    // @ts-expect-error a leaf may be a string
    map((x: number) => x, { a: 1, b: "s" });
    const d: Tree<Arr> = { a: arr };
    const dd: Tree<Arr> = d;
    const m = map((x) => x.shape.length, dd);
    expectTypeOf(m).toEqualTypeOf<Tree<number>>();
    const m2 = map((x, y) => x.add(y), dd, dd);
    expectTypeOf(m2).toEqualTypeOf<Tree<Arr>>();
    const p = mapWithPath((path, x) => [path.length, x] as const, { a: arr });
    expectTypeOf(p).toEqualTypeOf<{ a: readonly [number, Arr] }>();
    const q = mapUntil(
      (x) => x === null,
      (x) => x ?? arr,
      { a: arr, b: null },
    );
    expectTypeOf(q).toEqualTypeOf<{ a: Arr; b: Arr }>();
    const [ls, def] = flatten({ a: arr, b: 1 });
    expectTypeOf(ls).toEqualTypeOf<(Arr | number)[]>();
    expectTypeOf(unflatten(def, ["x", "y"])).toEqualTypeOf<{ a: string; b: string }>();
    expectTypeOf(leaves([1, null], { isLeaf: (x) => x === null })).toEqualTypeOf<(number | null)[]>();
  });
});
