import { array, cond, makeJaxpr, scan, zeros, type NDArray } from "@proj/array";
import * as np from "@proj/array";
import { linearTranspose, vmap } from "@proj/autodiff";
import { describe, expect, it } from "vitest";

describe("linearTranspose", () => {
  const matrix = array([[1, 2], [3, 4], [5, 6]]); // prettier-ignore

  it("transposes matrices, sums, loops, and what is written with them, without evaluating", () => {
    let values: unknown;
    const f = (p: { readonly x: NDArray; readonly y: NDArray }) => {
      values = p.x.tracing;
      return { product: matrix.matmul(p.x), sum: p.x.sum().sub(p.y.mul(3)) };
    };
    const [sent] = linearTranspose(f, [{ x: zeros([2]), y: zeros([]) }])({ product: array([1, 0, 1]), sum: array(10) });
    expect([sent.x.toList(), sent.y.item()]).toEqual([[16, 18], -30]);
    expect(values).not.toBeNull();
    const loop = (x: NDArray): NDArray => scan((c: NDArray): [NDArray, null] => [c.mul(2), null], x, null, { length: 3 })[0]; // prettier-ignore
    expect(linearTranspose(loop, [zeros([])])(array(1))[0].item()).toBe(8);
  });

  it("transposes conditionals that are vectorised, each member by the branch it takes", () => {
    const taken = array([true, false]);
    const choose = (x: NDArray, test: NDArray): NDArray => cond(test, () => x.mul(2), () => x.mul(3)); // prettier-ignore
    const [sent] = linearTranspose((x: NDArray) => vmap(choose)(x, taken), [zeros([2])])(array([1, 10]));
    expect(sent.toList()).toEqual([2, 30]);
  });

  it("takes null for zero", () => {
    const [sent] = linearTranspose((x: NDArray) => [x.sum(), x] as const, [zeros([2])])([null, array([1, 2])]);
    expect(sent.toList()).toEqual([1, 2]);
  });

  it("twice gives the function back", () => {
    const f = (x: NDArray): NDArray => matrix.matmul(x);
    const twice = linearTranspose((y: NDArray) => linearTranspose(f, [zeros([2])])(y)[0], [zeros([3])]);
    expect(twice(array([1, 10]))[0].toList()).toEqual([21, 43, 65]);
    expect(makeJaxpr(twice)(zeros([2])).jaxpr.equations.map(({ primitive }) => primitive)).toContain("dotGeneral");
  });

  it("names the operation that is not linear", () => {
    expect(() => linearTranspose((x: NDArray) => np.sin(x), [zeros([2])])(zeros([2])))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: linearTranspose received an equation "sin" to be read backwards: it is not a linear function
        expected: a function that is linear in the transposed arguments
        to fix:   use vjp for functions that are not linear]
    `);
  });

  it("names the argument that holds integers", () => {
    const integers = array(new Int32Array([1]));
    expect(() => linearTranspose((x: NDArray) => x, [integers])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: linearTranspose received int32[1] at primals[0]
        expected: floating-point arguments: functions of integers have no transpose
        to fix:   convert it with astype("float32"), or close over it]
    `);
  });
});
