import { array, ShapeDtypeStruct, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { wasm } from "@proj/jit-wasm";
import { enumeration, filterGrad, filterJit, isArray, Partial, treeFormat } from "@proj/module";
import { expect, expectTypeOf, test } from "vitest";

test("a function with its first arguments given is a tree, and typed by what is left", () => {
  const f = Partial.init((a: NDArray, b: string, c: NDArray) => ({ y: a.mul(c), b }), array(3), "name");
  expectTypeOf<Parameters<typeof f.call>>().toEqualTypeOf<[c: NDArray]>();
  const run = filterJit((g: typeof f, c: NDArray) => g.call(c), { target: wasm() });
  expect([run(f, array(2)).y.item(), run(f, array(2)).b]).toEqual([6, "name"]);
  expect((filterGrad((g: typeof f) => g.call(array(2)).y)(f).args[0] as NDArray).item()).toBe(2);
});

const outcome = enumeration({ fine: "", slow: "too slow" });
const more = enumeration({ wrong: "wrong" }, outcome);

test("an enumeration has cases that programs choose, with messages", () => {
  const judge = (x: NDArray) => outcome.where(x.gt(1), outcome.slow, outcome.fine);
  const item = filterJit(judge, { target: wasm() })(array(2));
  expect([outcome.messageOf(item), item.equals(outcome.slow).item(), item.equals(outcome.fine).item()]).toEqual(["too slow", true, false]); // prettier-ignore
  expect(vmap(judge)(array([0, 2])).value.toList()).toEqual([0, 1]);
  expect(() => filterJit((x: NDArray) => judge(x).errorIf(x, x.gt(1)), { target: wasm() })(array(3))).toThrow(
    "too slow",
  );
});

test("an enumeration continues another one, and refuses cases of others", () => {
  expect(more.messageOf(more.promote(outcome.slow))).toBe("too slow");
  expect(more.messageOf(more.wrong)).toBe("wrong");
  expect(() => more.where(true, outcome.slow, more.wrong)).toThrow("Enumeration.where received a");
  expect(() => outcome.promote(more.wrong)).toThrow("a case of an enumeration that this one continues");
});

test("a tree is printed with shapes as arrays, and without what is of no interest", () => {
  const tree = { shape: new ShapeDtypeStruct([2], "float32"), x: array([1]), deep: { a: 1 } };
  expect(treeFormat(tree, { structAsArray: true })).toBe("{ deep: { a: 1 }, shape: f32[2], x: f32[1] }");
  expect(treeFormat(tree, { truncateLeaf: isArray })).toBe("{ deep: { a: 1 }, shape: float32[2], x: ... }");
});
