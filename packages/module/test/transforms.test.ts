import { array, ones, scan, ShapeDtypeStruct, sum, zeros, type NDArray } from "@proj/array";
import {
  filterCheckpoint,
  filterEvalShape,
  filterGrad,
  filterJit,
  filterValueAndGrad,
  filterVmap,
  GRUCell,
  ifArray,
  LayerNorm,
  Linear,
  MLP,
  Module,
  treeEqual,
  treeFormat,
} from "@proj/module";
import { wasm } from "@proj/jit-wasm";
import { key, normal, split } from "@proj/random";
import { describe, expect, expectTypeOf, test } from "vitest";

class Scaled extends Module<{
  readonly scale: NDArray;
  readonly f: (x: NDArray) => NDArray;
  readonly times: number;
  readonly label: string;
}> {
  call(x: NDArray): NDArray {
    let y = x;
    for (let i = 0; i < this.times; i++) y = this.f(y).mul(this.scale);
    return y;
  }
}
const square = (x: NDArray): NDArray => x.mul(x);
const model = new Scaled({ scale: array(2), f: square, times: 2, label: "a" });
const loss = (m: Scaled, x: NDArray): NDArray => sum(m.call(x));

describe("filterJit", () => {
  test("traces arrays, and takes everything else as static", () => {
    const run = filterJit((m: Scaled, x: NDArray) => m.call(x));
    expect(run(model, array([1, 2])).toList()).toEqual(model.call(array([1, 2])).toList());
    run(model.with({ scale: array(3) }), array([3, 4]));
    expect(run.traces).toHaveLength(1);
    run(model.with({ times: 3 }), array([3, 4]));
    run(model.with({ label: "b" }), array([3, 4]));
    run(model.with({ f: (x) => x }), array([3, 4]));
    run(model, array([3, 4, 5]));
    expect(run.traces).toHaveLength(5);
    run(model, array([3, 4]));
    expect(run.traces).toHaveLength(5);
  });

  test("tells why it traced again", () => {
    const run = filterJit((m: Scaled) => m.scale);
    run(model);
    run(model.with({ times: 3 }));
    expect(run.traces[1]!.reason).toContain("3");
    run.clearCache();
    run(model);
    expect(run.traces.length).toBeGreaterThan(2);
  });

  test("returns modules and other values", () => {
    const grow = filterJit((m: Scaled, extra: { readonly name: string }) => ({
      m: m.with({ scale: m.scale.add(1) }),
      name: extra.name,
      none: null,
      n: 3,
    }));
    const result = grow(model, { name: "x" });
    expectTypeOf(result.m).toEqualTypeOf<Scaled>();
    expect(result.m).toBeInstanceOf(Scaled);
    expect(result.m.scale.item()).toBe(3);
    expect(result.m.f).toBe(square);
    expect([result.name, result.none, result.n]).toEqual(["x", null, 3]);
  });

  test("can take over the memory of arguments, which are of no use afterwards", () => {
    const grow = filterJit((m: Scaled) => m.with({ scale: m.scale.add(1) }), { donateArgnums: [0] });
    const donated = model.with({ scale: array([1, 2]) });
    expect(grow(donated).scale.toList()).toEqual([2, 3]);
    expect(() => donated.scale.toList()).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: toList received an array float32[2] whose memory was given to jit(anonymous)
        expected: an array that has not been donated
        to fix:   use the result of jit(anonymous) instead, or do not donate this argument]
    `);
  });

  test("works inside and outside of other transformations", () => {
    const run = filterJit(loss);
    const expected = filterGrad(loss)(model, array([1, 2]));
    expect(filterGrad((m: Scaled, x: NDArray) => run(m, x))(model, array([1, 2])).scale.item()).toBe(
      expected.scale.item(),
    );
    expect(filterJit(filterGrad(loss))(model, array([1, 2])).scale.item()).toBe(expected.scale.item());
  });
});

describe("filterGrad", () => {
  test("differentiates the arrays of real numbers in the first argument", () => {
    // Two rounds of s x²: the output is s³ x⁴.
    const gradient = filterGrad(loss)(model, array([1, 2]));
    expectTypeOf(gradient).toEqualTypeOf<Scaled>();
    expect(gradient.scale.item()).toBe(3 * 2 ** 2 * 17);
    expect([gradient.f, gradient.times, gradient.label]).toEqual([null, null, null]);
  });

  test("leaves integers, booleans and numbers alone", () => {
    const tree = { w: array([1, 2]), n: array(Int32Array.of(3)), flag: array(true), rate: 0.5 };
    const gradient = filterGrad((t: typeof tree) => sum(t.w.mul(t.n).mul(t.rate)))(tree);
    expect(gradient.w.toList()).toEqual([1.5, 1.5]);
    expect([gradient.n, gradient.flag, gradient.rate]).toEqual([null, null, null]);
  });

  test("passes on what else the function returns", () => {
    const withAux = (m: Scaled, x: NDArray): [NDArray, { readonly y: NDArray; readonly label: string }] => {
      const y = m.call(x);
      return [sum(y), { y, label: m.label }];
    };
    const [[value, aux], gradient] = filterValueAndGrad(withAux, { hasAux: true })(model, array([1]));
    expectTypeOf(aux.label).toEqualTypeOf<string>();
    expect([value.item(), aux.y.toList(), aux.label, gradient.scale.item()]).toEqual([8, [8], "a", 12]);
    const [again, sameAux] = filterGrad(withAux, { hasAux: true })(model, array([1]));
    expect([again.scale.item(), sameAux.label]).toEqual([12, "a"]);
  });

  test("refuses values that are not scalars", () => {
    expect(() => filterGrad((m: Scaled, x: NDArray) => m.call(x))(model, array([1, 2]))).toThrow("float32[2]");
  });
});

describe("filterVmap", () => {
  test("makes and runs ensembles", () => {
    const make = (k: NDArray): MLP => MLP.init(2, 1, { widthSize: 3, depth: 1, key: k });
    const keys = split(key(0), 4);
    const ensemble = filterVmap(make)(keys);
    expectTypeOf(ensemble).toEqualTypeOf<MLP>();
    expect(ensemble.layers[0]!.weight.shape).toEqual([4, 3, 2]);
    const x = normal(key(1), [2]);
    const outputs = filterVmap((m: MLP, y: NDArray) => m.call(y), { inAxes: [ifArray(0), null] })(ensemble, x);
    const each = [...keys].map((k) => make(k).call(x).toList());
    expect(outputs.toList()).toEqual(each);
  });

  test("maps arrays on axis 0 and shares everything else, unless told otherwise", () => {
    const f = (tree: { x: NDArray; n: number; name: string }, y: NDArray): NDArray => tree.x.mul(tree.n).add(y);
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(filterVmap(f)({ x, n: 2, name: "t" }, array([10, 20])).toList()).toEqual([
      [12, 14, 16],
      [28, 30, 32],
    ]);
    const columns = filterVmap(f, { inAxes: [{ x: 1, n: null, name: null }, null], outAxes: 1 });
    expect(columns({ x, n: 2, name: "t" }, array(10)).toList()).toEqual([
      [12, 14, 16],
      [18, 20, 22],
    ]);
    const chosen = filterVmap(f, { inAxes: [(leaf) => (leaf instanceof Object ? 0 : null), null] });
    expect(chosen({ x, n: 1, name: "t" }, array(0)).shape).toEqual([2, 3]);
  });

  test("passes results that are no arrays", () => {
    const result = filterVmap((x: NDArray) => ({ y: x.mul(2), f: square, n: 1 }))(array([1, 2]));
    expect([result.y.toList(), result.f, result.n]).toEqual([[2, 4], square, 1]);
  });

  test("refuses axes of different lengths", () => {
    expect(() => filterVmap((a: NDArray, b: NDArray) => a.add(b))(ones([2]), ones([3])))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: vmap received arguments[0]: float32[2] has 2 along axis 0; arguments[1]: float32[3] has 3 along axis 0
        expected: one length of all mapped axes
        to fix:   correct inAxes (null for what all members share), or the arrays]
    `);
  });
});

describe("filterCheckpoint", () => {
  test("changes neither values nor gradients, and passes on what is no array", () => {
    const step = filterCheckpoint((m: Scaled, x: NDArray) => ({ y: m.call(x), label: m.label }));
    const withStep = (m: Scaled, x: NDArray): NDArray => sum(step(m, x).y);
    expect(step(model, array([1])).label).toBe("a");
    expect(treeEqual(filterGrad(withStep)(model, array([1, 2])), filterGrad(loss)(model, array([1, 2])))).toBe(true);
  });
});

describe("filterEvalShape", () => {
  test("knows a model without making it", () => {
    const shapes = filterEvalShape((k: NDArray) => MLP.init(1000, 1000, { widthSize: 1000, depth: 2, key: k }), key(0));
    expect(shapes).toBeInstanceOf(MLP);
    expect(shapes.layers[2]!.weight).toBeInstanceOf(ShapeDtypeStruct);
    expect(shapes.layers[2]!.weight.shape).toEqual([1000, 1000]);
    expect(shapes.activation).toBeTypeOf("function");
  });

  test("takes shapes for arrays", () => {
    const layer = filterEvalShape(() => Linear.init(2, 3, { key: key(0) }));
    const result = filterEvalShape(
      (m: Linear, x: NDArray) => m.call(x),
      layer,
      new ShapeDtypeStruct([5, 2], "float32") as unknown as NDArray,
    );
    expect(String(result)).toBe("float32[5,3]");
  });
});

describe("layers with settings", () => {
  test("go through every filtered transformation", () => {
    const norm = LayerNorm.init([3]);
    const x = array([1, 2, 4]);
    const run = filterJit((m: LayerNorm, y: NDArray) => m.call(y));
    expect(treeEqual(run(norm, x), norm.call(x), { rtol: 1e-5 })).toBe(true);
    const many = filterVmap((m: LayerNorm, y: NDArray) => m.call(y), { inAxes: [null, 0] })(norm, zeros([2, 3]));
    expect(many.shape).toEqual([2, 3]);
    const gradient = filterGrad((m: LayerNorm) => sum(m.call(x)))(norm);
    expect(treeFormat(gradient, { width: 100 })).toBe(
      "LayerNorm { weight: f32[3], bias: f32[3], shape: [3], eps: 0.00001 }",
    );
  });
});

describe("a recurrent network", () => {
  test("has the same gradient compiled as evaluated, over a batch of sequences", () => {
    const cell = GRUCell.init(3, 8, { key: key(0) });
    const sequences = normal(key(1), [4, 6, 3]);
    const final = (m: GRUCell, sequence: NDArray): NDArray => {
      const step = (hidden: NDArray, x: NDArray): [NDArray, null] => [m.call(x, hidden), null];
      return scan(step, zeros([8]), sequence)[0];
    };
    const total = (m: GRUCell, batch: NDArray): NDArray => {
      const states = filterVmap(final, { inAxes: [null, 0] })(m, batch);
      return sum(states.mul(states));
    };
    const evaluated = filterGrad(total)(cell, sequences);
    const compiled = filterJit(filterGrad(total), { target: wasm() })(cell, sequences);
    expect(treeEqual(compiled, evaluated, { rtol: 1e-4, atol: 1e-5 })).toBe(true);
  });
});
