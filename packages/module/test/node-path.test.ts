import { Module, NodePath, treeAt, updateAt, type Where } from "@proj/module";
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, test } from "vitest";

class Inner extends Module<{ readonly pos: number; readonly missing: number | null }> {}
class Outer extends Module<{ readonly inner: Inner; readonly list: readonly number[]; readonly "odd name": number }> {}

const outer = new Outer({ inner: new Inner({ pos: 1, missing: null }), list: [7, 7], "odd name": 3 });
const pathText = (where: Where<Outer>): string => NodePath.of(where).toString();

describe("a path to a node", () => {
  test("is written as the function that it follows", () => {
    expect(pathText((o) => o.inner.pos)).toBe("inner.pos");
    expect(pathText((o) => o.list[1])).toBe("list[1]");
    expect(pathText((o) => o["odd name"])).toBe('["odd name"]');
    expect(pathText((o) => o)).toBe("");
    expect(inspect(new NodePath(["inner", "pos"]))).toBe("NodePath(inner.pos)");
  });

  test("reads what is at its end, with its type", () => {
    const second = NodePath.of((o: Outer) => o.list[1]);
    expect(second.get(outer)).toBe(7);
    expectTypeOf(second.get(outer)).toEqualTypeOf<number | undefined>();
  });

  test("replaces by position: null, equal values, whole nodes and the root", () => {
    const replaced = <Node>(where: Where<Outer, Node>, value: NoInfer<Node>) =>
      treeAt(NodePath.of(where), outer, value as never);
    expect(replaced((o) => o.inner.missing, 5).inner.missing).toBe(5);
    expect(replaced((o) => o.list[1], 8).list).toEqual([7, 8]);
    expect(replaced<unknown>((o) => o.inner, "x").inner).toBe("x");
    expect(replaced<unknown>((o) => o, "root")).toBe("root");
    expect(replaced((o) => o.list[1], 8).inner).toBe(outer.inner);
    expect(outer.list).toEqual([7, 7]);
  });

  test("takes what comes in the place from what was there, of the same type", () => {
    const second = NodePath.of((o: Outer) => o.list[1]);
    expect(updateAt(second, outer, (x) => (x ?? 0) + 1).list).toEqual([7, 8]);
    // @ts-expect-error -- a list of numbers holds no text.
    treeAt(second, outer, "text");
  });

  test("must end at a node", () => {
    expect(() => NodePath.of((o: Outer) => o.list.length + 1, { operation: "eval" }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: eval received the function (o) => o.list.length + 1, which came to the symbol Symbol(Symbol.toPrimitive)
        expected: a function that follows fields and indices of its argument to one node
        to fix:   write it like (model) => model.layers[0].weight]
    `);
    expect(() => NodePath.of(() => 3)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: NodePath.of received the function () => 3, which came to the number 3
        expected: a function that follows fields and indices of its argument to one node
        to fix:   write it like (model) => model.layers[0].weight]
    `);
  });

  test("must stay in the tree when something is replaced", () => {
    const path = NodePath.of((o: { inner: { velocity: number } }) => o.inner.velocity);
    expect(() => treeAt(path as NodePath<unknown>, outer, 0, { operation: "setting" }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: setting received the path inner.velocity, which leaves the tree at inner.velocity
        expected: one of the fields pos, missing
        to fix:   follow fields of the tree as it is: a field that is null has none]
    `);
  });

  test("must not lead through nothing when it is read", () => {
    const path = new NodePath(["inner", "missing", "pos"]);
    expect(() => path.get(outer)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: NodePath.get received the path inner.missing.pos, which leaves the tree at inner.missing.pos
        expected: a path that ends at this leaf or above
        to fix:   follow fields of the tree as it is: a field that is null has none]
    `);
  });
});
