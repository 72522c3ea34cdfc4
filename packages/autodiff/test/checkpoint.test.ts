import { array, makeJaxpr, scan, sin, tanh, zeros, type NDArray } from "@proj/array";
import { type Jaxpr, innerJaxprs } from "@proj/array/core";
import { checkpoint, grad, hessian, jvp, linearize, vmap } from "@proj/autodiff";
import { describe, expect, it } from "vitest";
import { jitted } from "./jitted.ts";

const plain = (x: NDArray): NDArray => sin(sin(sin(x).mul(x)));
const saved = checkpoint(plain);

/** How often a primitive occurs in a Jaxpr, inner ones included. */
function count(jaxpr: Jaxpr, name: string): number {
  return jaxpr.equations.reduce(
    (sum, equation) =>
      sum +
      (equation.primitive === name ? 1 : 0) +
      innerJaxprs(equation).reduce((all, inner) => all + count(inner, name), 0),
    0,
  );
}

describe("checkpoint", () => {
  it("changes no value and no derivative, of any order and in any mode", () => {
    const x = array(new Float64Array([0.7])).reshape([]);
    const values = (f: (x: NDArray) => NDArray): number[] => [
      f(x).item(),
      grad(f)(x).item(),
      grad(grad(f))(x).item(),
      hessian(f)(x).item(),
      jvp(f, [x], [x])[1].item(),
      linearize(f, [x])[1](x).item(),
      grad(jitted(f))(x).item(),
      vmap(grad(f))(x.reshape([1]))
        .sum()
        .item(),
      grad((y: NDArray) => vmap(f)(y).sum())(x.reshape([1]))
        .sum()
        .item(),
    ];
    const expected = values(plain);
    values(saved).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 13));
  });

  it("computes the function again on the way back, behind a barrier", () => {
    const { jaxpr } = makeJaxpr(grad(saved))(array(1));
    // All but the last, of which only the operand is needed.
    expect(count(jaxpr, "sin")).toBe(3 + 2);
    expect(count(makeJaxpr(grad(plain))(array(1)).jaxpr, "sin")).toBe(3);
    expect(count(jaxpr, "optimizationBarrier")).toBe(1);
  });

  it("keeps of a loop's steps only what they start from", () => {
    const stacked = (wrap: typeof checkpoint | ((f: unknown) => unknown)): number => {
      const step = wrap((h: NDArray, x: NDArray) => tanh(sin(h).mul(tanh(x.mul(h))))) as (
        h: NDArray,
        x: NDArray,
      ) => NDArray;
      const loss = (h: NDArray, xs: NDArray): NDArray => scan((c: NDArray, x: NDArray): [NDArray, null] => [step(c, x), null], h, xs)[0].sum(); // prettier-ignore
      const { jaxpr } = makeJaxpr(grad(loss))(zeros([3]), zeros([5, 3]));
      const first = jaxpr.equations.find(({ primitive }) => primitive === "scan")!;
      if (first.primitive !== "scan") throw new Error("no scan");
      return first.outputs.length - first.params.numCarry;
    };
    expect(stacked(checkpoint)).toBe(1);
    expect(stacked((f: unknown) => f)).toBeGreaterThan(2);
  });

  it("passes what is no array as it is", () => {
    const f = checkpoint((x: NDArray, options: { readonly n: number; readonly g: (y: NDArray) => NDArray }) => options.g(x.pow(options.n))); // prettier-ignore
    expect(grad((x: NDArray) => f(x, { n: 2, g: sin }))(array(0)).item()).toBe(0);
  });
});
