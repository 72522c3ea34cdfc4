import { array, foriLoop, makeJaxpr, map, ones, scan, sin, type NDArray } from "@proj/array";
import { closureConvert, customGradient, customJvp, customVjp, grad, jvp, vmap } from "@proj/autodiff";
import { describe, expect, it } from "vitest";

describe("customGradient", () => {
  const power = customGradient((x: NDArray, y: NDArray) => {
    const result = x.pow(y);
    return [result, (ct: NDArray) => [ct.mul(y).mul(result).div(x), null]];
  });

  it("gives the value, and the derivative that comes with it", () => {
    const [x, y] = [array([2, 3]), array([3, 2])];
    const total = (a: NDArray, b: NDArray): NDArray => power(a, b).sum();
    expect(power(x, y).toList()).toEqual([8, 9]);
    const gradients = grad(total, { argnums: [0, 1] })(x, y).map((g) => g.toList());
    expect(gradients).toEqual([[12, 6], [0, 0]]); // prettier-ignore
    expect(vmap(grad(power))(x, y).toList()).toEqual([12, 6]);
    expect(grad((a: NDArray) => scan((c: NDArray) => [power(c, array(2)), null], a, null, { length: 2 })[0])(array(3)).item()).toBe(108); // prettier-ignore
  });

  it("takes trees, and refuses functions without a rule", () => {
    const f = customGradient((tree: { a: NDArray }) => [tree.a.mul(3), (ct: NDArray) => ({ a: ct.mul(5) })]);
    expect(grad(f)({ a: array(1) }).a.item()).toBe(5);
    expect(() => customGradient((x: NDArray) => x as never)(array(1))).toThrow("pair of a result and a function");
  });
});

describe("closureConvert", () => {
  it("passes on what a function with a rule of its own could not differentiate", () => {
    const twice = (g: (x: NDArray) => NDArray, x: NDArray): NDArray => {
      const [converted, closedOver] = closureConvert(g, x);
      const f = customVjp(
        (x: NDArray, ...rest: NDArray[]) => converted(x, ...rest),
        (x: NDArray, ...rest: NDArray[]) => [converted(x, ...rest), [x, ...rest] as const],
        ([first, ...rest]: readonly [NDArray, ...NDArray[]], ct: NDArray) =>
          [ct.mul(first), ...rest.map((value) => ct.mul(value))] as const,
      );
      return f(x, ...closedOver);
    };
    const loss = (w: NDArray): NDArray => twice((x) => sin(w).mul(x).add(array(2)), array(7));
    // The rule sends back ct · w for w, the one value closed over that is being differentiated.
    expect(grad(loss)(array(3)).item()).toBe(3);
    expect(closureConvert((x: NDArray) => x.add(array(2)), array(1))[1]).toEqual([]);
  });
});

describe("options", () => {
  it("symbolicZeros shows a rule which arguments do not change", () => {
    const seen: boolean[][] = [];
    const f = customJvp(
      (x: NDArray, y: NDArray) => x.mul(y),
      ([x, y]: readonly NDArray[], [dx, dy]: readonly [NDArray | null, NDArray | null]) => {
        seen.push([dx === null, dy === null]);
        return [x!.mul(y!), dx === null ? null : dx.mul(y!)];
      },
      { symbolicZeros: true },
    );
    expect(jvp((x: NDArray) => f(x, array(3)), [array(2)], [array(1)])[1].item()).toBe(3);
    expect(seen).toEqual([[false, true]]);
  });

  it("unroll of foriLoop joins rounds", () => {
    const f = (unroll: number | boolean) => (x: NDArray) => foriLoop(0, 5, (i, y) => y.mul(2).add(i), x, { unroll });
    for (const unroll of [1, 2, 5, true, false]) {
      expect(f(unroll)(array(1)).item()).toBe(58);
      expect(grad(f(unroll))(array(1)).item()).toBe(32);
    }
    expect(() => foriLoop(0, array(3).astype("int32"), (_, y) => y, 1, { unroll: 2 })).not.toThrow();
    const traced = (n: NDArray): NDArray => foriLoop(0, n, (_, y) => y, 1, { unroll: 2 });
    expect(() => makeJaxpr(traced)(array(3).astype("int32"))).toThrow("a bound that is not known");
  });

  it("batchSize of map computes several slices at once, and the rest", () => {
    const xs = { x: array([1, 2, 3, 4, 5]), y: ones([5, 2]) };
    const f = ({ x, y }: typeof xs): readonly NDArray[] => [x.mul(y.sum()), y.mul(x)];
    const expected = map(f, xs);
    for (const batchSize of [0, 1, 2, 5, 7]) {
      const results = map(f, xs, { batchSize, vmap });
      results.forEach((y, k) => expect(y.toList()).toEqual(expected[k]!.toList()));
    }
    expect(() => map((x: NDArray) => x, array([1]), { batchSize: 2 })).toThrow("without vmap");
  });
});
