import { bind, fromHostData, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { describe, expect, test } from "vitest";
import { interpreter } from "./interpreter.ts";

const target = interpreter();
const vector = (...values: number[]): NDArray => fromHostData(new Float32Array(values), [values.length], "float32");

describe("jit", () => {
  test("computes what the function computes", () => {
    const f = jit((x: NDArray, y: NDArray) => x.mul(y).add(1).sum(), { target });
    expect(f(vector(1, 2, 3), vector(4, 5, 6)).item()).toBe(35);
  });

  test("traces once for each signature and says why", () => {
    const f = jit((x: NDArray) => x.mul(2), { target, name: "twice" });
    f(vector(1, 2));
    f(vector(3, 4));
    f(vector(1, 2, 3));
    expect(f.traces).toMatchInlineSnapshot(`
      [
        {
          "reason": "first call",
        },
        {
          "reason": "args[0] changed from float32[2] to float32[3]",
        },
      ]
    `);
  });

  test("fuses elementwise work and its reduction into one loop", () => {
    const f = jit((x: NDArray, y: NDArray) => x.mul(y).add(1).sum(), { target, name: "f" });
    expect(f.lower(vector(1, 2, 3), vector(4, 5, 6)).programText).toMatchInlineSnapshot(`
      "program f
        %0: f32[3] input
        %1: f32[3] input
        %2: f32[1] output
      loop 1 folding 3
        e0 = %0[i0]:f32
        e1 = %1[i0]:f32
        e2 = mul e0 e1
        e3 = 1:f32
        e4 = add e2 e3
        %2[0] ← sum e4"
    `);
  });

  test("keeps scans as loops that read and write slices in place", () => {
    const f = jit(
      (x: NDArray) => {
        const carry = x.mul(0).sum();
        const body = x.sum();
        return [carry, body, bind("cumsum", [x], { axis: 0, reverse: false })[0]];
      },
      { target },
    );
    expect(f(vector(1, 2, 3))[2]!.toList()).toEqual([1, 3, 6]);
  });
});
