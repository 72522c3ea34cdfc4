import { array, zeros, type NDArray } from "@proj/array";
import * as np from "@proj/array";
import { grad, hessian, jacfwd, jacrev, jvp, linearize, stopGradient, valueAndGrad, vjp } from "@proj/autodiff";
import { describe, expect, expectTypeOf, it } from "vitest";

const square = (x: NDArray): NDArray => x.mul(x);

describe("grad", () => {
  it("gives a tree like the argument", () => {
    const loss = (p: { readonly w: NDArray; readonly layers: readonly [NDArray, null] }): NDArray =>
      p.w.mul(p.layers[0]).sum();
    const gradient = grad(loss)({ w: array([1, 2]), layers: [array([3, 4]), null] });
    expectTypeOf(gradient).toExtend<{ w: NDArray; layers: readonly [NDArray, null] }>();
    expect(gradient.w.toList()).toEqual([3, 4]);
    expect(gradient.layers[0].toList()).toEqual([1, 2]);
    expect(gradient.layers[1]).toBeNull();
  });

  it("differentiates the argument at argnums, or a list of them, counted from the end where negative", () => {
    const f = (a: NDArray, b: NDArray, c: NDArray): NDArray => a.mul(b).mul(c);
    const at = [array(2), array(3), array(5)] as const;
    expect(grad(f)(...at).item()).toBe(15);
    expect(grad(f, { argnums: 1 })(...at).item()).toBe(10);
    expect(grad(f, { argnums: -1 })(...at).item()).toBe(6);
    const pair = grad(f, { argnums: [2, 0] })(...at);
    expectTypeOf(pair).toEqualTypeOf<[NDArray, NDArray]>();
    expect(pair.map((g) => g.item())).toEqual([6, 15]);
  });

  it("gives what the function returns beside its value as it is, without tangents", () => {
    const f = (x: NDArray) => [x.mul(x).sum(), { twice: x.mul(2), name: "f" }] as const;
    const [gradient, aux] = grad(f, { hasAux: true })(array([1, 2]));
    expectTypeOf(aux.name).toEqualTypeOf<"f">();
    expect(gradient.toList()).toEqual([2, 4]);
    expect(aux.twice.toList()).toEqual([2, 4]);
    const [[value, again], same] = valueAndGrad(f, { hasAux: true })(array([1, 2]));
    expect([value.item(), again.name, same.toList()]).toEqual([5, "f", [2, 4]]);
  });

  it("passes other arguments as they are, whatever they are", () => {
    const f = (x: NDArray, options: { readonly power: number; readonly g: (y: NDArray) => NDArray }): NDArray =>
      options.g(x.pow(options.power));
    expect(grad(f)(array(3), { power: 2, g: (y) => y.mul(10) }).item()).toBe(60);
  });

  it("takes numbers for scalars", () => {
    const gradient = grad((p: { readonly a: number; readonly b: NDArray }) => np.multiply(p.a, p.b))({
      a: 2,
      b: array(3),
    });
    expectTypeOf(gradient.a).toEqualTypeOf<NDArray>();
    expect([gradient.a.item(), gradient.b.item()]).toEqual([3, 2]);
  });

  it("is zero, of the argument's type, where the value does not depend on the argument", () => {
    const gradient = grad((x: NDArray, y: NDArray) => y.sum().add(stopGradient(x).sum()))(
      zeros([2], { dtype: "float64" }),
      array(1),
    );
    expect(gradient.describe()).toBe("float64[2]");
    expect(gradient.toList()).toEqual([0, 0]);
  });

  it("nests to any order", () => {
    const cube = (x: NDArray): NDArray => x.pow(3);
    expect(grad(grad(grad(cube)))(array(2)).item()).toBe(6);
    expect(jvp(grad(cube), [array(2)], [array(1)])[1].item()).toBe(12);
    expect(grad((x: NDArray) => jvp(cube, [x], [array(1)])[1])(array(2)).item()).toBe(12);
    // Perturbations of different levels are not confused (Siskind & Pearlmutter 2005).
    expect(grad((x: NDArray) => x.mul(grad((y: NDArray) => x.add(y))(array(1))))(array(1)).item()).toBe(1);
  });

  it("says which result it received if that is no scalar", () => {
    expect(() => grad(square)(array([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received a function that returned float32[2]
        expected: a function whose result is one floating-point scalar, of shape []
        to fix:   reduce the result (sum, mean), or use jacrev, jacfwd or vjp]
    `);
    // @ts-expect-error -- the type says that it must be an array
    expect(() => grad((x: NDArray) => ({ loss: x }))(array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received a function that returned the tree PyTreeDef({'loss': *})
        expected: a function whose result is one floating-point scalar, of shape []
        to fix:   return the scalar alone, or [scalar, aux] with hasAux: true]
    `);
    expect(() => grad((x: NDArray) => x.gt(0))(array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received a function that returned bool[]
        expected: a function whose result is one floating-point scalar, of shape []
        to fix:   reduce the result (sum, mean), or use jacrev, jacfwd or vjp]
    `);
  });

  it("names the leaf that holds integers", () => {
    const f = (x: NDArray, p: { readonly steps: readonly NDArray[] }): NDArray => x.mul(p.steps[1]!).sum();
    const p = { steps: [array(1), array(new Int32Array([3]))] };
    expect(() => grad(f, { argnums: 1 })(array(1), p)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received int32[1] at argument 1['steps'][1]
        expected: floating-point arrays in the arguments that are differentiated
        to fix:   convert it with astype("float32"), choose others with argnums, or pass { allowInt: true }]
    `);
  });

  it("names the position that is not that of an argument", () => {
    expect(() => grad(square, { argnums: 3 as 0 })(array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received argnums 3 and 1 arguments
        expected: positions of arguments with which the function is called
        to fix:   correct argnums, or pass all arguments by position]
    `);
  });

  it("names the leaf that is no array", () => {
    const f = (p: { readonly x: NDArray; readonly name: string }): NDArray => p.x;
    expect(() => grad(f)({ x: array(1), name: "plant" })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received the text "plant" at argument 0['name']
        expected: a tree whose leaves are arrays, numbers or booleans
        to fix:   close over what is not an array, or put null in its place]
    `);
  });

  it("says which function a traced array has outlived", () => {
    let leaked: NDArray = array(0);
    grad((x: NDArray) => {
      leaked = x.mul(2);
      return leaked;
    })(array(1));
    expect(() => leaked.add(1)).toThrow("outlived grad");
  });

  it("wants a pair where there is aux", () => {
    const f = ((x: NDArray) => x) as unknown as (x: NDArray) => [NDArray, null];
    expect(() => grad(f, { hasAux: true })(array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received a function with hasAux that returned weak float32[]
        expected: a pair [result, aux]
        to fix:   return both, or leave hasAux out]
    `);
  });
});

describe("jvp", () => {
  it("takes null for zero, also at leaves that are integers, and gives null for their tangents", () => {
    const f = (p: { readonly x: NDArray; readonly n: NDArray }) => ({ y: p.x.mul(p.n), next: p.n.add(1) });
    const p = { x: array(2), n: array(new Int32Array([3])).reshape([]) };
    const [result, tangent] = jvp(f, [p], [{ x: array(1), n: null }]);
    expect([result.y.item(), result.next.item(), tangent.y.item()]).toEqual([6, 4, 3]);
    expect(tangent.next).toBeNull();
    expect(jvp(f, [p], [{ x: null, n: null }])[1].y.item()).toBe(0);
  });

  it("gives aux third", () => {
    const [y, dy, aux] = jvp((x: NDArray) => [x.mul(2), x] as const, [array(3)], [array(1)], { hasAux: true });
    expect([y.item(), dy.item(), aux.item()]).toEqual([6, 2, 3]);
  });

  it("names the tangent that does not fit its value", () => {
    expect(() => jvp(square, [array([1, 2])], [array([1, 2, 3])])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jvp received float32[3] at tangents[0]
        expected: float32[2], as its value is
        to fix:   give it the shape and dtype of its value (reshape, broadcastTo, astype)]
    `);
    const f = (p: { readonly a: NDArray }): NDArray => p.a;
    const integers = { a: array(new Int32Array([1])) };
    expect(() => jvp(f, [integers], [integers])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jvp received int32[1] at tangents[0]['a'], whose value is int32[1]
        expected: null for values that are not floating-point: they do not change smoothly
        to fix:   pass null there, or convert the value with astype]
    `);
    expect(() => jvp(f, [{ a: array(1) }], [[array(1)] as never])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jvp received different types at tangents[0]: list of length 1
        expected: object with key 'a', as in PyTreeDef([{'a': *}])
        to fix:   use the same kind of container at this place in both trees]
    `);
  });
});

describe("linearize", () => {
  it("evaluates the function once, and its derivative any number of times", () => {
    let calls = 0;
    const [y, derivative] = linearize((x: NDArray) => (calls++, np.sin(x)), [array(0)]);
    expect(y.item()).toBe(0);
    expect([derivative(array(2)).item(), derivative(3).item(), derivative(null).item()]).toEqual([2, 3, 0]);
    expect(calls).toBe(1);
  });
});

describe("vjp", () => {
  it("names the cotangent that does not fit its result", () => {
    const [, pullback] = vjp((x: NDArray) => ({ y: square(x) }), [array([1, 2])]);
    expect(() => pullback({ y: array(1) })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the pullback given by vjp received weak float32[] at cotangent['y']
        expected: float32[2], as its value is
        to fix:   give it the shape and dtype of its value (reshape, broadcastTo, astype)]
    `);
    expect(pullback({ y: null })[0].toList()).toEqual([0, 0]);
  });

  it("gives null for arguments of integers", () => {
    const [, pullback] = vjp((x: NDArray, n: NDArray) => x.mul(n), [array(2), array(new Int32Array([3])).reshape([])]);
    const [dx, dn] = pullback(array(1));
    expect([dx.item(), dn]).toEqual([3, null]);
  });
});

describe("jacfwd, jacrev and hessian", () => {
  it("nest the argument's tree inside of the result's", () => {
    const f = (p: { readonly a: NDArray; readonly b: NDArray }) => ({ outer: np.outer(p.a, p.b), total: p.a.sum() });
    const p = { a: array([1, 2]), b: array([3, 4, 5]) };
    for (const jacobian of [jacfwd(f)(p), jacrev(f)(p)]) {
      expectTypeOf(jacobian.outer.a).toEqualTypeOf<NDArray>();
      expect(jacobian.outer.a.shape).toEqual([2, 3, 2]);
      expect(jacobian.outer.b.shape).toEqual([2, 3, 3]);
      expect(jacobian.total.a.toList()).toEqual([1, 1]);
      expect(jacobian.total.b.toList()).toEqual([0, 0, 0]);
    }
    const second = hessian((q: typeof p) => q.a.sum().mul(q.b.sum()))(p);
    expect(second.a.b.shape).toEqual([2, 3]);
    expect(second.a.b.toList()).toEqual([[1, 1, 1], [1, 1, 1]]); // prettier-ignore
    expect(second.a.a.toList()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  });

  it("of a sort of an empty array are empty, along any axis", () => {
    for (const axis of [0, 1])
      expect(jacfwd((x: NDArray) => np.sort(x, { axis }))(zeros([2, 0])).shape).toEqual([2, 0, 2, 0]);
  });

  it("give aux beside", () => {
    const f = (x: NDArray) => [square(x), "aux"] as const;
    expect(jacfwd(f, { hasAux: true })(array([1, 2]))[1]).toBe("aux");
    expect(jacrev(f, { hasAux: true })(array([1, 2]))[0].toList()).toEqual([[2, 0], [0, 4]]); // prettier-ignore
    const [second, aux] = hessian((x: NDArray) => [square(x).sum(), "aux"] as const, { hasAux: true })(array([1, 2]));
    expect(second.toList()).toEqual([[2, 0], [0, 2]]); // prettier-ignore
    expect(aux).toBe("aux");
  });

  it("refuse results that are integers", () => {
    expect(() => jacrev((x: NDArray) => [x, x.astype("int32")])(array([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jacrev received a function that returned int32[2] at result[1]
        expected: floating-point results
        to fix:   return what is not differentiated as aux, with hasAux: true]
    `);
  });
});
