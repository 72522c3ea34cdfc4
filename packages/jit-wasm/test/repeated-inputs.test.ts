import { arange, makeJaxpr, pureCallback, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { compile } from "@proj/jit/core";
import { describe, expect, test } from "vitest";
import { wasm } from "../src/target.ts";

const size = 2 ** 15;
const numbers = (from: number): NDArray => arange(from, from + size, 1, { dtype: "float32" });
const sumFrom = (from: number): number => size * from + (size * (size - 1)) / 2;

describe.each([1, 2])("on %i threads", (threads) => {
  const target = wasm({ threads });
  const options = { target };
  const weighted = jit((x: NDArray, y: NDArray) => x.mul(2).add(y).astype("float64").sum(), options);

  test("a large input is read anew unless it is the same array, and nothing ran since", () => {
    const [a, b] = [numbers(1), numbers(7)];
    const want = (from: number, then: number): number => 2 * sumFrom(from) + sumFrom(then);
    expect(weighted(a, b).item()).toBe(want(1, 7));
    expect(weighted(a, b).item()).toBe(want(1, 7));
    expect(weighted(b, a).item()).toBe(want(7, 1));
    expect(weighted(a, a).item()).toBe(want(1, 1));
    const other = jit((x: NDArray) => x.add(1).mul(x), options);
    other(b);
    expect(weighted(a, a).item()).toBe(want(1, 1));
    const c = jit((x: NDArray) => x.add(1), options)(a);
    expect(weighted(c, b).item()).toBe(want(2, 7));
    c.dispose();
    // In the memory of the one before.
    const d = jit((x: NDArray) => x.add(4), options)(a);
    expect(weighted(d, b).item()).toBe(want(5, 7));
  });

  test("what a loop overwrites is read anew", () => {
    const a = numbers(0);
    const set = jit((x: NDArray) => x.at(3).set(-1), options);
    const first = set(a).dataSync();
    expect(set(a).dataSync()).toStrictEqual(first);
    expect(a.dataSync()[3]).toBe(3);
  });

  test("a program that fails, or that another runs inside of, reads its inputs anew", () => {
    const a = numbers(2);
    let mode = "inner";
    const inner = jit((x: NDArray) => x.mul(3), options);
    const f = jit((x: NDArray) => {
      const of = (y: NDArray): NDArray => {
        if (mode === "fail") throw new Error("wanted");
        return mode === "inner" ? inner(y.sub(1)).div(3).add(1) : y;
      };
      return pureCallback(of, x, [x]).astype("float64").sum();
    }, options);
    for (mode of ["inner", "inner", "fail", "plain", "inner", "plain"]) {
      if (mode === "fail") expect(() => f(a)).toThrow("wanted");
      else expect(f(a).item()).toBeCloseTo(sumFrom(2), -1);
    }
  });
});

test("who runs an executable may change its inputs in between", () => {
  const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1))(numbers(0));
  const { executable } = compile("increment", jaxpr, wasm({ threads: 1 }));
  const input = new Float32Array(size);
  executable.run([input], [null]);
  input.fill(5);
  expect(executable.run([input], [null])[0]![0]).toBe(6);
});
