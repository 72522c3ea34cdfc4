import * as core from "@proj/array/core";
import { array, cond, foriLoop, makeJaxpr, ones, scan, switchCase, whileLoop, zeros, type NDArray } from "@proj/array";
import { stage } from "@proj/array/core";
import * as np from "@proj/array";
import { allGather, axisIndex, axisSize, pmax, pmean, pmin, psum } from "@proj/array/lax";
import { checkpoint, customJvp, grad, jvp, vmap } from "@proj/autodiff";
import { describe, expect, expectTypeOf, it } from "vitest";
import { jitted } from "./jitted.ts";

const row = (...values: number[]): NDArray => array(values);

describe("axes", () => {
  it("can be one for all arguments, or one for each, negative from the end, null for what all share", () => {
    const f = (a: NDArray, b: NDArray): NDArray => a.mul(b).sum();
    const a = array([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    expect(vmap(f)(a, a).toList()).toEqual([5, 25, 61]);
    expect(vmap(f, { inAxes: [0, null] })(a, row(1, 10)).toList()).toEqual([21, 43, 65]);
    expect(vmap(f, { inAxes: [-1, null] })(a, row(1, 10, 100)).toList()).toEqual([531, 642]);
  });

  it("can be a tree that is a prefix of the arguments and of the result", () => {
    const f = (p: { readonly w: NDArray; readonly data: readonly NDArray[] }) => ({
      sum: p.w.add(p.data[0]!),
      kept: p.w,
      pair: [p.data[1]!, p.data[0]!] as const,
    });
    const p = { w: row(1, 2), data: [zeros([4, 2]), ones([2, 4])] };
    const result = vmap(f, {
      inAxes: [{ w: null, data: [0, 1] }],
      outAxes: { sum: 1, kept: null, pair: [-1, 0] },
    })(p);
    expectTypeOf(result.pair).toEqualTypeOf<readonly [NDArray, NDArray]>();
    expect(result.sum.shape).toEqual([2, 4]);
    expect(result.kept.shape).toEqual([2]);
    expect(result.pair.map(({ shape }) => shape)).toEqual([[2, 4], [4, 2]]); // prettier-ignore
  });

  it("give anything that is not mapped to all members as it is", () => {
    const f = (x: NDArray, g: (y: NDArray) => NDArray, n: number): NDArray => g(x).mul(n);
    expect(vmap(f, { inAxes: [0, null, null] })(row(1, 2), (y) => y.add(1), 10).toList()).toEqual([20, 30]);
  });

  it("repeat results that do not depend on the member", () => {
    expect(vmap(() => array(7), { inAxes: 0, axisSize: 3 })().toList()).toEqual([7, 7, 7]);
    expect(vmap((_: NDArray, c: NDArray) => c, { inAxes: [0, null], outAxes: 1 })(row(1, 2), row(3, 4)).toList()).toEqual([[3, 3], [4, 4]]); // prettier-ignore
  });

  it("nest", () => {
    const table = vmap((a: NDArray) => vmap((b: NDArray) => a.mul(b))(row(1, 10)));
    expect(table(row(1, 2, 3)).toList()).toEqual([[1, 10], [2, 20], [3, 30]]); // prettier-ignore
  });
});

describe("errors", () => {
  const add = (a: { readonly x: NDArray }, b: NDArray): NDArray => a.x.add(b);

  it("list path and length of each mapped argument if they differ", () => {
    expect(() => vmap(add)({ x: zeros([3, 2]) }, zeros([4, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received arguments[0]['x']: float32[3,2] has 3 along axis 0; arguments[1]: float32[4,2] has 4 along axis 0
        expected: one length of all mapped axes
        to fix:   correct inAxes (null for what all members share), or the arrays]
    `);
    expect(() => vmap(add, { axisSize: 5 })({ x: zeros([3]) }, zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received arguments[0]['x']: float32[3] has 3 along axis 0; arguments[1]: float32[3] has 3 along axis 0; axisSize is 5
        expected: one length of all mapped axes
        to fix:   correct inAxes (null for what all members share), or the arrays]
    `);
  });

  it("name the argument that has no such axis", () => {
    expect(() => vmap(add)({ x: zeros([3]) }, array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received axis 0 for weak float32[] at arguments[1]
        expected: null for values without axes
        to fix:   correct inAxes, or write null there to give the value to all members as it is]
    `);
    expect(() => vmap(add, { inAxes: [2, 0] })({ x: zeros([3]) }, zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received axis 2 for float32[3] at arguments[0]['x']
        expected: an axis from -1 to 0, or null
        to fix:   correct inAxes, or write null there to give the value to all members as it is]
    `);
  });

  it("name the mapped argument that is no array", () => {
    const f = (x: NDArray, _: string): NDArray => x;
    expect(() => vmap(f)(zeros([3]), "mode")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received the text "mode" at arguments[1]
        expected: arrays wherever an axis is mapped
        to fix:   write null in inAxes for arguments that are not arrays: all members then share them]
    `);
  });

  it("tell that nothing is mapped", () => {
    expect(() => vmap(add, { inAxes: null })({ x: zeros([3]) }, zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received no mapped argument
        expected: at least one argument with an axis along which members lie, or axisSize
        to fix:   correct inAxes, or pass { axisSize: n }]
    `);
  });

  it("name where the tree of axes departs from the arguments", () => {
    expect(() => vmap(add, { inAxes: [{ y: 0 }, 0] })({ x: zeros([3]) }, zeros([3])))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received different keys at inAxes[0]: object without key 'y' and with the additional key 'x'
        expected: object with key 'y', as in PyTreeDef([{'y': *}, *])
        to fix:   give both the same keys, and null for what is absent]
    `);
  });

  it("name the result that differs between members but is to have no axis", () => {
    const f = (x: NDArray) => ({ loss: x, shared: array(1) });
    expect(() => vmap(f, { outAxes: null })(zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received result['loss'], which differs between members, with outAxes null
        expected: an axis for every result that depends on a mapped argument
        to fix:   give outAxes an axis there, or reduce the result over the axis (psum, pmean) first]
    `);
    expect(vmap(f, { outAxes: { loss: 0, shared: null } })(zeros([3])).shared.shape).toEqual([]);
  });

  it("name the axis that no vmap has", () => {
    expect(() => vmap((x: NDArray) => psum(x, "devices"), { axisName: "batch" })(zeros([3])))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: psum received the axis name "devices", which no enclosing vmap has
        expected: the axisName of a vmap around this call
        to fix:   wrap the function: vmap(f, { axisName: "devices" })]
    `);
  });
});

describe("layout", () => {
  const primitives = (f: (...args: NDArray[]) => NDArray, ...args: NDArray[]): string[] =>
    makeJaxpr(f)(...args).jaxpr.equations.map(({ primitive }) => primitive);

  it("elementwise operations on batches leave their axes where they are", () => {
    const f = vmap((a: NDArray, b: NDArray) => a.mul(b).add(1), { inAxes: 1, outAxes: 1 });
    expect(primitives(f, zeros([2, 5]), zeros([2, 5]))).toEqual(["mul", "add"]);
  });

  it("products of a batch with something shared are one product, without transposes, on either side", () => {
    const w = zeros([3, 4]);
    const left = vmap((x: NDArray) => x.matmul(w));
    expect(primitives(left, zeros([5, 3]))).toEqual(["dotGeneral"]);
    const right = vmap((x: NDArray) => w.matmul(x));
    expect(primitives(right, zeros([5, 4]))).toEqual(["dotGeneral"]);
    expect(right(zeros([5, 4])).shape).toEqual([5, 3]);
  });

  it("products of two batches keep them in step", () => {
    const f = vmap((a: NDArray, b: NDArray) => a.matmul(b));
    expect(primitives(f, zeros([5, 2, 3]), zeros([5, 3, 4]))).toEqual(["dotGeneral"]);
  });
});

describe("collectives", () => {
  const named = <R>(f: (x: NDArray) => R) => vmap(f, { axisName: "i" })(row(1, 2, 6));

  it("combine all members", () => {
    expect(named((x) => psum(x, "i")).toList()).toEqual([9, 9, 9]);
    expect(named((x) => pmean(x, "i")).toList()).toEqual([3, 3, 3]);
    expect(named((x) => pmax({ a: x }, "i")).a.toList()).toEqual([6, 6, 6]);
    expect(named((x) => pmin(x, "i")).toList()).toEqual([1, 1, 1]);
    expect(named((x) => allGather(x, "i")).toList()).toEqual([[1, 2, 6], [1, 2, 6], [1, 2, 6]]); // prettier-ignore
    expect(named(() => axisIndex("i")).toList()).toEqual([0, 1, 2]);
    expect(named((x) => x.mul(axisSize("i"))).toList()).toEqual([3, 6, 18]);
  });

  it("count what all members share once for each", () => {
    expect(named(() => psum(2, "i")).toList()).toEqual([6, 6, 6]);
    expect(named(() => pmean(2, "i")).toList()).toEqual([2, 2, 2]);
    expect(named(() => pmax(2, "i")).toList()).toEqual([2, 2, 2]);
    expect(named(() => allGather(2, "i")).toList()).toEqual([[2, 2, 2], [2, 2, 2], [2, 2, 2]]); // prettier-ignore
  });

  it("give results that need no axis", () => {
    expect(vmap((x: NDArray) => psum(x, "i"), { axisName: "i", outAxes: null })(row(1, 2)).item()).toBe(3);
  });

  it("refer to the vmap that has their name, through others", () => {
    const f = vmap((x: NDArray) => vmap((y: NDArray) => psum(y, "outer").mul(axisIndex("inner")), { axisName: "inner" })(x), { axisName: "outer" }); // prettier-ignore
    expect(f(array([[1, 2], [3, 4]])).toList()).toEqual([[0, 6], [0, 6]]); // prettier-ignore
    const gathered = vmap((x: NDArray) => vmap((y: NDArray) => allGather(y, "outer"))(x), { axisName: "outer" });
    expect(gathered(array([[1, 2], [3, 4]])).toList()).toEqual([[[1, 3], [2, 4]], [[1, 3], [2, 4]]]); // prettier-ignore
  });

  it("are differentiated: each member's cotangents reach all", () => {
    const sum = (x: NDArray): NDArray => psum(x.mul(x), "i");
    expect(named(grad(sum)).toList()).toEqual([6, 12, 36]);
    expect(named((x) => jvp(sum, [x], [array(1)])[1]).toList()).toEqual([18, 18, 18]);
    const weighted = (x: NDArray): NDArray =>
      allGather(x, "i")
        .mul(row(1, 10, 100))
        .sum();
    expect(named(grad(weighted)).toList()).toEqual([3, 30, 300]);
    expect(named(grad((x) => pmax(x, "i"))).toList()).toEqual([0, 0, 3]);
    const inside = grad((x: NDArray) => vmap(sum, { axisName: "i" })(x).sum());
    expect(inside(row(1, 2, 6)).toList()).toEqual([6, 12, 36]);
  });

  it("work inside of loops and conditionals", () => {
    const f = (x: NDArray): NDArray => scan((c: NDArray, y: NDArray): [NDArray, null] => [c.add(psum(y.mul(x), "i")), null], 0, row(1, 1))[0]; // prettier-ignore
    expect(named(f).toList()).toEqual([18, 18, 18]);
    const g = (x: NDArray): NDArray => cond(true, (y: NDArray) => pmean(y, "i"), (y: NDArray) => y, x); // prettier-ignore
    expect(named(g).toList()).toEqual([3, 3, 3]);
  });

  const place = (): NDArray => axisIndex("i").astype("float32");

  // Each of these calls has no operand along the axis; what it runs refers to it.
  it.each<readonly [string, (x: NDArray) => NDArray, readonly number[]]>([
    ["a branch", () => cond(array(true), () => place(), () => array(7)), [0, 1, 2]],
    ["one branch of several", () => switchCase(1, [() => array(0.5), () => psum(2, "i")]), [6, 6, 6]],
    ["a scan", () => scan((c: NDArray, _: NDArray): [NDArray, null] => [c.add(place()), null], 0, row(1, 1))[0], [0, 2, 4]],
    ["the outputs of a scan", () => scan((c: NDArray, y: NDArray): [NDArray, NDArray] => [c, y.add(place())], 0, row(1))[1].sum(), [1, 2, 3]],
    ["a loop of known length", () => foriLoop(0, 3, (_, c: NDArray) => c.add(place()), array(0)), [0, 3, 6]],
    ["a loop that stops apart", () => whileLoop((c: NDArray) => c.lt(place()), (c) => c.add(1), array(0)), [0, 1, 2]],
    ["the body of a loop", () => whileLoop((c: NDArray) => c.lt(3), (c) => c.add(pmax(place(), "i")), array(0)), [4, 4, 4]],
    ["a staged function", () => jitted((y: NDArray) => y.add(place()))(array(0)), [0, 1, 2]],
    ["a checkpoint", () => checkpoint((y: NDArray) => y.add(place()))(array(0)), [0, 1, 2]],
    ["a function with its own derivative", () => customJvp((y: NDArray) => y.mul(place()), ([y], [t]) => [y, t])(array(2)), [0, 2, 4]],
    ["a branch of a branch", () => cond(array(true), () => cond(array(true), () => place(), () => array(7)), () => array(8)), [0, 1, 2]],
    ["a vmap of another axis", () => vmap((y: NDArray) => cond(y.gt(1), () => place(), () => array(5)))(row(1, 2)).sum(), [5, 6, 7]],
    ["a derivative", () => grad((y: NDArray) => cond(array(true), () => y.mul(place()), () => y))(array(1)), [0, 1, 2]],
  ])("are found inside of %s that no operand ties to the axis", (_, f, expected) => {
    expect(named(f).toList()).toEqual(expected);
    expect(grad((x: NDArray) => vmap((y: NDArray) => y.mul(f(y)), { axisName: "i" })(x).sum())(row(1, 2, 6)).toList()).toEqual(expected);
  }); // prettier-ignore
});

describe("loops", () => {
  it("run until all members have stopped, and leave those alone that have", () => {
    const f = (x: NDArray) =>
      whileLoop(
        ({ y }) => y.lt(100),
        ({ y, steps }) => ({ y: y.mul(x), steps: steps.add(1) }),
        { y: x, steps: array(new Int32Array([0])).reshape([]) },
      );
    const { y, steps } = vmap(f)(row(2, 10, 200));
    expect(y.toList()).toEqual([128, 100, 200]);
    expect(steps.toList()).toEqual([6, 1, 0]);
    const [, tangent] = jvp((x: NDArray) => vmap((z: NDArray) => f(z).y)(x), [row(2, 10, 200)], [row(1, 1, 1)]);
    expect(tangent.toList()).toEqual([7 * 2 ** 6, 20, 1]);
  });

  it("stay as they are where no member differs in when it stops", () => {
    const f = (x: NDArray) => whileLoop((c) => c[0].lt(3), ([i, y]) => [i.add(1), y.mul(2)] as [NDArray, NDArray], [array(0), x] as [NDArray, NDArray])[1]; // prettier-ignore
    const { jaxpr } = makeJaxpr(vmap(f))(row(1, 2));
    const [loop] = jaxpr.equations.filter(({ primitive }) => primitive === "while");
    if (loop?.primitive !== "while") throw new Error("no loop");
    expect(loop.params.condition.equations.map(({ primitive }) => primitive)).toEqual(["lt"]);
    expect(vmap(f)(row(1, 2)).toList()).toEqual([8, 16]);
  });
});

it("staged functions are vectorised as they are called", () => {
  const { jaxpr } = stage(([x]) => [np.sin(x!)], [zeros([2]).aval], "test");
  expect(vmap((x: NDArray) => core.bind("jit", [x], { name: "sine", jaxpr })[0]!)(zeros([3, 2])).shape).toEqual([3, 2]);
});
