import { array, tanh, type NDArray } from "@proj/array";
import { pmean } from "@proj/array/lax";
import { jvp, valueAndGrad, vmap } from "@proj/autodiff";
import { findCase, input, output } from "@proj/reference";
import { describe, expect, test } from "vitest";

const half = (values: ArrayLike<number>): NDArray => array(Float32Array.from(values), { dtype: "float16" });

describe("derivatives of functions of halves", () => {
  test("are halves, and as near to those of JAX as rounding allows", () => {
    const c = findCase("half-precision", "gradient", "of a small network");
    const [w, x] = [half(input(c, "w").data).reshape([6, 5]), half(input(c, "x").data)];
    const loss = (weights: NDArray): NDArray => {
      const y = tanh(weights.dot(x));
      return y.mul(y).sum();
    };
    const [value, gradient] = valueAndGrad(loss)(w);
    expect([value.dtype, gradient.dtype, gradient.shape]).toEqual(["float16", "float16", [6, 5]]);
    expect(value.item()).toBeCloseTo(output(c, "value").data[0]!, 2);
    const values = gradient.dataSync();
    output(c, "gradient").data.forEach((wanted, k) => {
      expect(Math.abs(values[k]! - wanted)).toBeLessThanOrEqual(2 ** -8 * Math.max(1, Math.abs(wanted)));
    });
  });

  test("go forward in the same dtype", () => {
    const [, tangent] = jvp((x: NDArray) => x.mul(x), [half([3, -1])], [half([1, 0.5])]);
    expect([tangent.dtype, tangent.toList()]).toEqual(["float16", [6, -1]]);
  });

  test("leave means over a named axis in their dtype", () => {
    const centred = vmap((x: NDArray) => x.sub(pmean(x, "i")), { axisName: "i" })(half([1, 4]));
    expect([centred.dtype, centred.toList()]).toEqual(["float16", [-1.5, 1.5]]);
  });
});
