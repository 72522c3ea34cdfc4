import { array, cond, exp, log, log1p, makeJaxpr, scan, zeros, type NDArray } from "@proj/array";
import * as np from "@proj/array";
import { customJvp, customVjp, grad, hessian, jacfwd, jvp, linearize, stopGradient, vjp, vmap } from "@proj/autodiff";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";

/** A rule with a factor of 10, so that it shows where it was used. */
const scaled = customJvp(
  (x: NDArray) => x.mul(x),
  ([x], [t]) => [x.mul(x), x.mul(t).mul(20)],
);

const clipped = customVjp(
  (x: NDArray) => x.mul(1),
  (x: NDArray) => [x.mul(1), null],
  (_, ct) => [np.clip(ct, -1, 1)],
);

describe("customJvp", () => {
  it("is the function where nothing is differentiated", () => {
    expect(scaled(array(3)).item()).toBe(9);
  });

  it("is differentiated by its rule in both modes", () => {
    expect(jvp(scaled, [array(3)], [array(1)])[1].item()).toBe(60);
    expect(grad(scaled)(array(3)).item()).toBe(60);
  });

  it("keeps its rule under every transformation and inside of every construct", () => {
    const loop = (x: NDArray): NDArray => scan((c: NDArray): [NDArray, null] => [scaled(c), null], x, null, { length: 2 })[0]; // prettier-ignore
    expect(grad((xs: NDArray) => vmap(scaled)(xs).sum())(array([1, 2])).toList()).toEqual([20, 40]);
    expect(vmap(grad(scaled))(array([1, 2])).toList()).toEqual([20, 40]);
    expect(grad(jitted(scaled))(array(3)).item()).toBe(60);
    expect(grad(loop)(array(2)).item()).toBe(40 * 80);
    expect(vmap(grad(loop))(array([2, 1])).toList()).toEqual([3200, 400]);
    expect(grad((xs: NDArray) => vmap(loop)(xs).sum())(array([2, 1])).toList()).toEqual([3200, 400]);
    expect(grad((x: NDArray) => cond(true, scaled, (y: NDArray) => y, x))(array(3)).item()).toBe(60);
    expect(jacfwd(vmap(scaled))(array([1, 2])).toList()).toEqual([[20, 0], [0, 40]]); // prettier-ignore
  });

  it("is differentiated twice through its rule", () => {
    expect(hessian(scaled)(array(3)).item()).toBe(20);
    expect(grad(grad(scaled))(array(3)).item()).toBe(20);
  });

  it("avoids what the formula would overflow on", () => {
    const softplus: (x: NDArray) => NDArray = customJvp(
      (x: NDArray) => np.where(x.gt(30), x, log1p(exp(x))),
      ([x], [t]) => [softplus(x), t.mul(np.nn.sigmoid(x))],
    );
    expect(grad((x: NDArray) => log(exp(x).add(1)))(array(1000)).item()).toBeNaN();
    expect(grad(softplus)(array(1000)).item()).toBe(1);
  });

  it("takes trees, and arguments that are not differentiated first", () => {
    const power = customJvp(
      (x: { readonly base: NDArray }, n: number, f: (y: NDArray) => NDArray) => ({ result: f(x.base.pow(n)) }),
      (n: number, f: (y: NDArray) => NDArray, [x]: [{ base: NDArray }], [t]: [{ base: NDArray }]) => [
        { result: f(x.base.pow(n)) },
        { result: t.base.mul(100 * n) },
      ],
      { nondiffArgnums: [1, 2] },
    );
    const f = (base: NDArray): NDArray => power({ base }, 3, (y) => y.add(1)).result;
    expect(f(array(2)).item()).toBe(9);
    expect(grad(f)(array(2)).item()).toBe(300);
  });

  it("refuses to be differentiated with respect to what it closes over", () => {
    const f = (c: NDArray): NDArray => customJvp((x: NDArray) => x.mul(c), ([x], [t]) => [x.mul(c), t])(array(2)); // prettier-ignore
    expect(() => grad(f)(array(3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: customJvp of function received the derivative with respect to a value weak float32[] that the function closes over
        expected: derivatives with respect to the arguments alone: the rule says nothing about other values
        to fix:   pass the value as an argument, or close over stopGradient(value) if it is a constant]
    `);
    const inLoop = (c: NDArray): NDArray => scan((h: NDArray): [NDArray, null] => [h.add(f(c)), null], 0, null, { length: 2 })[0]; // prettier-ignore
    expect(() => grad(inLoop)(array(3))).toThrow("closes over");
    expect(grad((c: NDArray) => f(stopGradient(c)).mul(c))(array(3)).item()).toBe(6);
    expect(vmap(f)(array([3, 4])).toList()).toEqual([6, 8]);
  });

  it("names what is wrong with what its rule returned", () => {
    const withRule = (rule: () => unknown) =>
      grad((x: NDArray) => customJvp(function plant(y: NDArray) { return { y }; }, rule as never)(x).y); // prettier-ignore
    expect(() => withRule(() => array(1))(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the rule of customJvp of plant received a rule that returned weak float32[]
        expected: a pair [result, tangent]
        to fix:   return both, the tangent as a tree like the result]
    `);
    expect(() => withRule(() => [{ z: array(1) }, { z: array(1) }])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the rule of customJvp of plant received different keys at result: expected object with key 'y', received object without key 'y' and with the additional key 'z'
        expected: trees of one structure
        to fix:   return the result in the same containers as the function does]
    `);
    expect(() => withRule(() => [{ y: zeros([2]) }, { y: array(1) }])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the rule of customJvp of plant received float32[2] at result['y']
        expected: float32[]
        to fix:   return an array of this shape and dtype (reshape, astype)]
    `);
    expect(() => withRule(() => [{ y: array(1) }, { y: zeros([2]) }])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the rule of customJvp of plant received float32[2] at tangent['y']
        expected: float32[], as its value is
        to fix:   give it the shape and dtype of its value (reshape, broadcastTo, astype)]
    `);
  });
});

describe("customVjp", () => {
  it("is the function where nothing is differentiated", () => {
    expect(clipped(array(3)).item()).toBe(3);
  });

  it("is differentiated by its backward function", () => {
    expect(grad((x: NDArray) => clipped(x).mul(5))(array(3)).item()).toBe(1);
    expect(vjp(clipped, [array(3)])[1](array(0.25))[0].item()).toBe(0.25);
  });

  it("keeps its rule under every transformation and inside of every construct", () => {
    const loss = (x: NDArray): NDArray => clipped(x).mul(x).mul(5);
    const expected = [5 * 2 + 1, 5 * 0.1 + 0.5];
    const at = array([2, 0.1]);
    const close = (received: NDArray): void => {
      received.toList();
      (received.toList() as number[]).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 5));
    };
    close(vmap(grad(loss))(at));
    close(grad((xs: NDArray) => vmap(loss)(xs).sum())(at));
    close(vmap(grad(jitted(loss)))(at));
    const loop = (x: NDArray): NDArray => scan((c: NDArray): [NDArray, null] => [c.add(loss(x)), null], 0, null, { length: 1 })[0]; // prettier-ignore
    close(vmap(grad(loop))(at));
    close(grad((xs: NDArray) => vmap(loop)(xs).sum())(at));
  });

  it("adds up what members send to what they share", () => {
    const product = customVjp(
      (w: NDArray, x: NDArray) => w.mul(x),
      (w: NDArray, x: NDArray) => [w.mul(x), { w, x }],
      ({ w, x }, ct) => [ct.mul(x), ct.mul(w)],
    );
    const f = (w: NDArray, xs: NDArray): NDArray => vmap(product, { inAxes: [null, 0] })(w, xs).sum();
    const [dw, dxs] = grad(f, { argnums: [0, 1] })(array(3), array([1, 2]));
    expect([dw.item(), dxs.toList()]).toEqual([3, [3, 3]]);
  });

  it("takes null for zero, for arguments and leaves, and gives arguments that are not differentiated first", () => {
    const f = customVjp(
      (scale: number, p: { readonly a: NDArray; readonly b: NDArray }, q: NDArray) => p.a.mul(p.b).mul(q).mul(scale),
      (scale: number, p: { readonly a: NDArray; readonly b: NDArray }, q: NDArray) => [
        p.a.mul(p.b).mul(q).mul(scale),
        p.b,
      ],
      (scale: number, b: NDArray, ct: NDArray) => [{ a: ct.mul(b).mul(scale), b: null }, null],
      { nondiffArgnums: [0] },
    );
    const loss = (p: { a: NDArray; b: NDArray }, q: NDArray): NDArray => f(10, p, q);
    const [dp, dq] = grad(loss, { argnums: [0, 1] })({ a: array(2), b: array(3) }, array(5));
    expect([dp.a.item(), dp.b.item(), dq.item()]).toEqual([30, 0, 0]);
  });

  it("has no forward mode", () => {
    expect(() => jvp(clipped, [array(3)], [array(1)])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: customVjp of function received a forward-mode derivative (jvp, jacfwd, linearize) of a function whose reverse rule was given with customVjp
        expected: reverse mode (grad, vjp, jacrev), the only one that the rule defines
        to fix:   differentiate with grad or jacrev, or define the function with customJvp, which serves both modes]
    `);
    const [, derivative] = linearize(clipped, [array(3)]);
    expect(() => derivative(array(1))).toThrow("forward-mode");
  });

  it("names what is wrong with what its halves returned", () => {
    const withRule = (forward: () => unknown, backward: () => unknown) =>
      grad((x: NDArray) => customVjp(function plant(y: NDArray) { return { y }; }, forward as never, backward as never)(x).y); // prettier-ignore
    const forward = (): unknown => [{ y: array(1) }, null];
    expect(() => withRule(() => array(1), () => [array(1)])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the forward function of customVjp of plant received a function that returned weak float32[]
        expected: a pair [result, residuals]
        to fix:   return both; null if nothing has to be kept]
    `); // prettier-ignore
    expect(() => withRule(() => [array(1), null], () => [array(1)])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the forward function of customVjp of plant received different types at result: expected object with key 'y', received leaf
        expected: trees of one structure
        to fix:   return the result in the same containers as the function does]
    `); // prettier-ignore
    expect(() => withRule(forward, () => array(1))(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the backward function of customVjp of plant received a function that returned weak float32[]
        expected: a list of 1 cotangents, one for each differentiated argument
        to fix:   return a list, with null for arguments that have no influence]
    `);
    expect(() => withRule(forward, () => [zeros([3])])(array(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: the backward function of customVjp of plant received float32[3] at cotangents[0]
        expected: float32[], as its value is
        to fix:   give it the shape and dtype of its value (reshape, broadcastTo, astype)]
    `);
  });

  it("refuses to be differentiated with respect to what it closes over", () => {
    const f = (c: NDArray): NDArray => customVjp((x: NDArray) => x.mul(c), (x: NDArray) => [x.mul(c), null], (_, ct) => [ct])(array(2)); // prettier-ignore
    expect(() => grad(f)(array(3))).toThrow("closes over");
  });

  it("appears under its name", () => {
    expect(String(makeJaxpr(clipped)(array(1)))).toContain("custom_vjp_call");
  });
});
