import * as np from "@proj/array";
import { jit } from "@proj/jit";
import { moduleText, wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

/** Whether a product of matrices with `n` rows and columns fuses multiplications and additions, by default or on some threads. */
const isFused = (n: number, threads?: number): boolean => {
  const target = wasm(threads === undefined ? {} : { threads });
  return moduleText(jit(np.matmul, { target }).lower(np.ones([n, n]), np.ones([n, n]))).includes("relaxed");
};

test("multiply-adds are fused in long programs, if the engine has the instruction, on any number of threads", () => {
  expect(isFused(8)).toBe(false);
  for (const threads of [undefined, 1, 2, 7]) expect([128, 512].map((n) => isFused(n, threads))).toEqual([hasRelaxedSimd(), hasRelaxedSimd()]); // prettier-ignore
  expect(isFused(8)).toBe(false);
});

describe("the text of a compiled program", () => {
  test("shows a fused loop as one function, its tail overlapping", () => {
    const f = jit((x: np.NDArray, y: np.NDArray) => x.mul(y).add(x), { target: wasm({ relaxedSimd: false }) });
    const text = moduleText(f.lower(np.ones([6]), np.ones([6])));
    expect(text).toMatchInlineSnapshot(`
      "(module
        (import "env" "memory" (memory 1))
        (func $loop0
          (local $p i32) (local $n i32) (local $v v128) (local $v.1 v128) (local $v.2 v128)
          (set $p (i32.const 0))
          (set $n (i32.const 2))
          (loop $again
            (set $v (v128.load +64 $p))
            (set $v.1 (v128.load +128 $p))
            (set $v.2 (f32x4.add (f32x4.mul $v $v.1) $v))
            (v128.store +192 $p $v.2)
            (set $p (i32.add $p (i32.const 16)))
            (set $n (i32.sub $n (i32.const 1)))
            (if (i32.eq $n (i32.const 1))
              (set $p (i32.add $p (i32.const -8))))
            (br_if $again $n)))
        (func $run
          (call $loop0))
        (export "run" (func $run)))
      "
    `);
  });

  test("does not depend on what was compiled before", () => {
    const target = wasm();
    const make = () => jit((x: np.NDArray) => np.tanh(x).sum(), { target });
    const x = np.ones([100]);
    expect(moduleText(make().lower(x))).toBe(moduleText(make().lower(x)));
  });
});

describe("a profile", () => {
  test("names every step with its time, as often as it runs", () => {
    const steps: string[] = [];
    const target = wasm({
      profile: (step, milliseconds) => {
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        steps.push(step);
      },
    });
    const f = jit((x: np.NDArray, w: np.NDArray) => np.matmul(np.tanh(x), w).sum(), { target });
    f(np.ones([8, 8]), np.ones([8, 8]));
    expect(steps.some((step) => step.startsWith("contract"))).toBe(true);
    expect(steps.some((step) => step.startsWith("loop"))).toBe(true);
  });
});

describe("the target", () => {
  test("refuses a program larger than the address space", () => {
    const f = jit((x: np.NDArray) => np.broadcastTo(x, [40000, 40000]).add(1), { target: wasm() });
    expect(() => f.lower(np.ones([1, 1]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit received a program that needs 6104 MiB for its values
        expected: at most 4096 MiB, and that the machine has them
        to fix:   process less at once: a smaller batch, or parts]
    `);
  });

  test("keeps its results apart from its memory", () => {
    const f = jit((x: np.NDArray) => x.add(1), { target: wasm() });
    const first = f(np.array([1, 2]));
    f(np.array([10, 20]));
    expect(first.toList()).toStrictEqual([2, 3]);
  });

  test("goes on after its memory has grown for another program", () => {
    const target = wasm();
    const small = jit((x: np.NDArray) => x.mul(2), { target });
    expect(small(np.array([1, 2])).toList()).toStrictEqual([2, 4]);
    const large = jit((x: np.NDArray) => np.broadcastTo(x, [1 << 18, 2]).add(1), { target });
    expect(large(np.array([1, 2])).shape).toStrictEqual([1 << 18, 2]);
    expect(small(np.array([3, 4])).toList()).toStrictEqual([6, 8]);
  });
});
