import { array, clip, exp, log, sum, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  filterClosureConvert,
  filterCustomJvp,
  filterCustomVjp,
  filterGrad,
  filterHessian,
  filterJacfwd,
  filterJacrev,
  filterJit,
  filterJvp,
  filterMakeJaxpr,
  filterPureCallback,
  filterVjp,
  filterVmap,
} from "@proj/module";
import { describe, expect, test } from "vitest";

interface Model {
  readonly by: NDArray;
  readonly name: string | null;
}
const scale = (m: Model, x: NDArray): { y: NDArray; name: string | null } => ({ y: m.by.mul(x), name: m.name });
const model: Model = { by: array([3, 4]), name: "m" };
const x = array([5, 6]);

describe("derivatives of functions of any trees", () => {
  test("forward: only what has a tangent changes, and only arrays of real numbers have one", () => {
    const [value, tangent] = filterJvp(scale, [model, x], [{ by: array([1, 0]), name: null }, null]);
    expect([value.y.toList(), value.name, tangent.y.toList(), tangent.name]).toEqual([[15, 24], "m", [5, 0], null]);
    const wrong = [{ by: null, name: array(1) }, null];
    expect(() => filterJvp(scale, [model, x], wrong)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: filterJvp received a tangent for string at primals[0]['name']
        expected: null for leaves that are no arrays of real numbers
        to fix:   write null there, or make the leaf an array of floats]
    `);
  });

  test("reverse: holes where there is no derivative", () => {
    const [value, pullback] = filterVjp(scale, [model, x]);
    const [dm, dx] = pullback({ y: array([1, 10]), name: null });
    expect([value.name, dm.by.toList(), dm.name, dx.toList()]).toEqual(["m", [5, 60], null, [3, 40]]);
    const withAux = (m: Model): readonly [NDArray, string] => [sum(m.by), "aux"];
    const [, back, aux] = filterVjp(withAux, [model], { hasAux: true });
    expect([aux, back(array(2))[0].by.toList()]).toEqual(["aux", [2, 2]]);
  });

  test("Jacobians and Hessians, with respect to the first argument", () => {
    const square = (m: Model, factor: number): NDArray => m.by.pow(2).mul(factor);
    expect(filterJacfwd(square)(model, 2).by.toList()).toEqual([
      [12, 0],
      [0, 16],
    ]);
    expect(filterJacrev(square)(model, 2).by.toList()).toEqual(filterJacfwd(square)(model, 2).by.toList());
    const cubes = (m: Model): readonly [NDArray, string] => [sum(m.by.pow(3)), "aux"];
    const [hessian, aux] = filterHessian(cubes, { hasAux: true })(model);
    expect([hessian.by.by.toList(), hessian.name, aux]).toEqual([[[18, 0], [0, 24]], null, "aux"]); // prettier-ignore
  });

  test("of one's own, forward", () => {
    const softplus = filterCustomJvp(
      (m: Model, y: NDArray) => ({ z: log(exp(y).add(1)).mul(m.by), name: m.name }),
      ([m, y], [, t]) => [
        { z: log(exp(y).add(1)).mul(m.by), name: m.name },
        { z: t.mul(100).mul(m.by), name: null },
      ],
    );
    const loss = (y: NDArray, m: Model): NDArray => sum(softplus(m, y).z);
    expect(filterGrad(loss)(array([0, 0]), model).toList()).toEqual([300, 400]);
  });

  test("of one's own, reverse, of the first argument alone, also inside of compiled programs", () => {
    const clipped = filterCustomVjp(
      (m: Model, _limit: NDArray | number) => m.by.mul(1),
      (perturbed, m) => [m.by.mul(1), { perturbed }],
      (residuals, ct, perturbed, m, limit) => {
        expect([residuals.perturbed, perturbed]).toEqual([{ by: true, name: false }, { by: true, name: false }]); // prettier-ignore
        return { by: clip(ct, -1, limit), name: null };
      },
    );
    const loss = (m: Model, limit: NDArray | number): NDArray => sum(clipped(m, limit).mul(array([5, -7])));
    expect(filterGrad(loss)(model, 2).by.toList()).toEqual([2, -1]);
    expect(filterJit(filterGrad(loss), { target: wasm() })(model, array(2)).by.toList()).toEqual([2, -1]);
    const inside = jit((by: NDArray, limit: NDArray) => loss({ by, name: "m" }, limit), { target: wasm() });
    expect(filterGrad(inside)(array([1, 2]), array(3)).toList()).toEqual([3, -1]);
    expect(() => filterGrad((limit: NDArray) => loss(model, limit))(array(2))).toThrow(
      "a derivative with respect to another argument than the first",
    );
  });
});

describe("functions as data", () => {
  test("what a function closes over are the leaves of the converted one, and calls are checked", () => {
    const factor = array([3, 4]);
    const f = filterClosureConvert((y: NDArray, sign: string) => ({ z: sum(y.mul(factor)), sign }), array(1), "+");
    const { z, sign } = f.call(array(2), "+");
    expect([z.item(), sign]).toEqual([14, "+"]);
    expect(filterGrad((g: typeof f) => g.call(array(2), "+").z)(f).consts[0]!.toList()).toEqual([2, 2]);
    expect(() => f.call(array([2]), "+")).toThrow("ClosureConverted.call received");
    expect(() => f.call(array(2), "-")).toThrow("ClosureConverted.call received");
  });

  test("functions on the host take any trees", () => {
    const onHost = (y: NDArray, m: Model): NDArray => y.mul(Number(m.name));
    const run = filterJit((y: NDArray, m: Model) => filterPureCallback(onHost, y, [y, m]), { target: wasm() });
    expect(run(array([1, 2]), { by: x, name: "3" }).toList()).toEqual([3, 6]);
  });

  test("a program tells types of arrays and other leaves apart", () => {
    const [jaxpr, types, others] = filterMakeJaxpr(scale)(model, x);
    expect(String(jaxpr)).toBe("{ lambda ; a:f32[2] b:f32[2]. let c:f32[2] = mul a b in (c,) }");
    expect([String(types.y), types.name, others.y, others.name]).toEqual(["float32[2]", null, null, "m"]);
  });

  test("a function chooses where the mapped axis of each result is", () => {
    const both = (y: NDArray): { sum: NDArray; twice: NDArray; name: string } => ({
      sum: sum(y),
      twice: y.mul(2),
      name: "n",
    });
    const run = filterVmap(both, { outAxes: (leaf: NDArray) => leaf.ndim });
    const { sum: sums, twice, name } = run(array([[1, 2, 3], [4, 5, 6]])); // prettier-ignore
    expect([sums.shape, twice.shape, name]).toEqual([[2], [3, 2], "n"]);
    expect(() => filterVmap(both, { outAxes: (() => "a") as never })(array([[1]]))).toThrow("outAxes");
  });
});
