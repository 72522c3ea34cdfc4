import * as core from "@proj/array/core";
import { array, cond, foriLoop, makeJaxpr, scan, sin, switchCase, tanh, whileLoop, type NDArray } from "@proj/array";
import { innerJaxprs } from "@proj/array/core";
import * as np from "@proj/array";
import { checkpoint, grad, hessian, jacfwd, jacrev, jvp, linearize, vjp, vmap } from "@proj/autodiff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";
import { centralDifference, expectClose, values } from "./numeric.ts";

const float64 = (...numbers: number[]): NDArray => array(Float64Array.from(numbers));

/** Functions from vectors of two to vectors of two: leaves of random compositions. */
const leaves: Record<string, (x: NDArray) => NDArray> = {
  sin,
  tanh,
  square: (x) => x.mul(x),
  swap: (x) => np.flip(x),
  rotate: (x) =>
    np
      .array(Float64Array.from([0.6, -0.8, 0.8, 0.6]))
      .reshape([2, 2])
      .matmul(x),
  scale: (x) => x.mul(x.sum().mul(0.3)),
  sort: (x) => np.sort(x.mul(np.array(new Float64Array([1, -1])))),
};

/** Constructs around a function. */
const wrappers: Record<string, (f: (x: NDArray) => NDArray) => (x: NDArray) => NDArray> = {
  jit: (f) => jitted(f),
  checkpoint: (f) => checkpoint(f),
  scan: (f) => (x) => {
    const step = (c: NDArray, y: NDArray): [NDArray, NDArray] => [f(c).mul(0.5).add(x.mul(y)), tanh(c).mul(y)];
    const [last, ys] = scan(step, x, float64(0.3, -0.2, 0.9));
    return last.add(ys.sum({ axis: 0 }));
  },
  fori: (f) => (x) => foriLoop(0, 2, (i, c: NDArray) => f(c).add(c.mul(i)), x),
  cond: (f) => (x) => cond(x.sum().gt(0.1), (y: NDArray) => f(y), (y: NDArray) => y.mul(3), x), // prettier-ignore
  switch: (f) => (x) => switchCase(1, [(y: NDArray) => y, f, sin], x),
  vmap: (f) => (x) => vmap(f, { inAxes: 1, outAxes: 1 })(np.stack([x, x.mul(2)], 1)).sum({ axis: 1 }),
  vmapCond: (f) => (x) => vmap((y: NDArray) => cond(y.gt(0.2), (z: NDArray) => f(np.stack([z, z])).sum(), (z: NDArray) => z.mul(z), y))(x), // prettier-ignore
  gradient: (f) => grad((x: NDArray) => tanh(f(x)).sum()),
  tangent: (f) => (x) => jvp(f, [x], [x.mul(0.5)])[1],
  jacobian: (f) => (x) => jacfwd(f)(x).matmul(x),
  residual: (f) => (x) => f(x).add(x),
};

const composition = fc
  .tuple(
    fc.array(fc.constantFrom(...Object.keys(leaves)), { minLength: 1, maxLength: 2 }),
    fc.array(fc.constantFrom(...Object.keys(wrappers)), { minLength: 1, maxLength: 3 }),
  )
  .map(([inner, outer]) => ({
    name: `${[...outer].reverse().join("(")}(${inner.join("∘")})`,
    f: outer.reduce(
      (g, wrapper) => wrappers[wrapper]!(g),
      (x: NDArray) => inner.reduce((y, leaf) => leaves[leaf]!(y), x),
    ),
  }));

describe("random compositions", () => {
  const x = float64(0.37, -0.61);
  const direction = float64(0.8, 0.5);

  it("have the derivatives that differences give, in both modes", () => {
    fc.assert(
      fc.property(composition, ({ f }) => {
        const expected = centralDifference(([at]) => [f(at!)], [x], [direction]);
        const [y, tangent] = jvp(f, [x], [direction]);
        expectClose(values([y]), values([f(x)]), 1e-12);
        expectClose(values([tangent]), expected, 1e-6);
        expectClose(values([linearize(f, [x])[1](direction)]), values([tangent]), 1e-10);
        const [, pullback] = vjp(f, [x]);
        const cotangent = float64(1.3, -0.4);
        const product = np.vdot(pullback(cotangent)[0], direction).item();
        expectClose([product], [np.vdot(tangent, cotangent).item()], 1e-10);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("are vectorised as loops, and so are their gradients", () => {
    const batch = np.stack([x, x.mul(-1.5), x.add(1)]);
    fc.assert(
      fc.property(composition, ({ f }) => {
        const rows = [x, x.mul(-1.5), x.add(1)];
        expectClose(values([vmap(f)(batch)]), values(rows.map((row) => f(row))), 1e-11);
        const gradient = grad((y: NDArray) => tanh(f(y)).sum());
        expectClose(values([vmap(gradient)(batch)]), values(rows.map((row) => gradient(row))), 1e-10);
        const all = grad((ys: NDArray) => tanh(vmap(f)(ys)).sum())(batch);
        expectClose(values([all]), values(rows.map((row) => gradient(row))), 1e-10);
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it("compute the same when staged", () => {
    fc.assert(
      fc.property(composition, ({ f }) => {
        const gradient = grad((y: NDArray) => tanh(f(y)).sum());
        expectClose(values([jitted(gradient)(x)]), values([gradient(x)]), 1e-12);
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

describe("hessians", () => {
  it.each(["scan", "fori", "cond", "jit", "checkpoint", "vmap"])("through %s agree in all orders of modes", (name) => {
    const f = (x: NDArray): NDArray => wrappers[name]!((y) => sin(y).mul(np.flip(y)))(x).sum();
    const x = float64(0.37, -0.61);
    const expected = values([jacfwd(jacfwd(f))(x)]);
    for (const second of [hessian(f), jacrev(jacrev(f)), jacrev(jacfwd(f))])
      expectClose(values([second(x)]), expected, 1e-11);
  });
});

describe("a loop whose number of steps is not known before", () => {
  const norm = (x: NDArray): NDArray => whileLoop((y: NDArray) => y.lt(100), (y: NDArray) => y.mul(x), x); // prettier-ignore

  it("has forward mode", () => {
    expect(jacfwd(norm)(array(3)).item()).toBe(405);
    expect(jacfwd(jacfwd(norm))(array(3)).item()).toBe(540);
  });

  it("says how to write it for reverse mode", () => {
    expect(() => grad(norm)(array(3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: grad received an equation "while" to be read backwards: a loop of an unknown number of steps cannot be run backwards
        expected: loops of a known number of steps, for reverse mode
        to fix:   use scan, foriLoop between JavaScript numbers, or checkpointedWhileLoop; or jvp, jacfwd]
    `);
  });

  it("does not stand in the way of what does not depend on it", () => {
    const steps = (x: NDArray): NDArray => whileLoop((i: NDArray) => i.lt(3), (i: NDArray) => i.add(1), np.floor(x)); // prettier-ignore
    expect(grad((x: NDArray) => steps(x).mul(x))(array(1)).item()).toBe(3);
  });
});

describe("transformed programs", () => {
  it("keep their identities from one call to the next, by which compilers find what they compiled", () => {
    const { jaxpr } = core.stage(([c, x]) => [tanh(c!.mul(x!)), c!], [float64(1).aval, float64(1).aval], "step");
    const params = { jaxpr, numConsts: 0, numCarry: 1, length: 3, reverse: false, rules: core.scanRules };
    const f = (c: NDArray, xs: NDArray): NDArray => core.bind("scan", [c, xs], params)[0]!.sum();
    const inner = (): unknown[] => {
      const g = vmap(grad(f), { inAxes: [0, null] });
      const { jaxpr: program } = makeJaxpr(g)(
        np.zeros([5, 1], { dtype: "float64" }),
        np.zeros([3, 1], { dtype: "float64" }),
      );
      return program.equations.flatMap(innerJaxprs);
    };
    const first = inner();
    expect(first).toHaveLength(2);
    inner().forEach((again, k) => expect(again).toBe(first[k]));
  });
});
