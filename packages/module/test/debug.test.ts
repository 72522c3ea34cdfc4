import { array, sqrt, where, type NDArray } from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { wasm } from "@proj/jit-wasm";
import {
  announceTransform,
  assertMaxTraces,
  backwardNan,
  breakpointIf,
  filterJit,
  getNumTraces,
  inspectDce,
  storeDce,
} from "@proj/module";
import { expect, test, vi } from "vitest";

const target = wasm();

test("transformations announce themselves, from the outermost to the innermost", () => {
  const texts: string[] = [];
  const options = { name: "x", announce: (text: string) => texts.push(text) };
  const f = (x: NDArray): NDArray => announceTransform(x, options).pow(2);
  f(array(1));
  vmap(f)(array([1, 2]));
  const compiled = filterJit(f, { target });
  compiled(array(1));
  compiled(array(2));
  expect(texts.splice(0)).toEqual(["x: no transformation", "x: vmap", "x: jit(f)"]);
  grad(f)(array(1));
  expect(texts[0]).toMatch(/^x: grad/);
  expect(texts[1]).toMatch(/^x: derivative/);
});

test("a NaN on the way back is found where it comes from, also in compiled programs", () => {
  const f = (x: NDArray): NDArray => where(x.gt(0), sqrt(backwardNan(x, { name: "x" })), 0);
  expect(grad(f)(array(4)).item()).toBe(0.25);
  for (const g of [grad(f), filterJit(grad(f), { target })]) {
    expect(() => g(array(-1))).toThrow("the cotangent NaN of x, whose value is -1");
  }
  const log = vi.spyOn(console, "log").mockReturnValue();
  grad((x: NDArray) => where(x.gt(0), sqrt(backwardNan(x, { terminate: false })), 0))(array(-1));
  expect(log.mock.calls[0]![0]).toContain("the cotangent NaN");
  log.mockRestore();
});

test("a conditional breakpoint leaves values alone", () => {
  const f = filterJit((x: NDArray) => (breakpointIf(x.lt(0), x), x.mul(2)), { target });
  expect([f(array([1, -2])).toList(), vmap((x: NDArray) => (breakpointIf(x.lt(5), x), x))(array([1])).toList()]).toEqual([[2, -4], [1]]); // prettier-ignore
});

test("what a compiled program leaves out is told from what it computes", () => {
  const f = filterJit(
    (x: NDArray) => {
      const { kept, label } = storeDce({ kept: x.pow(2), left: x.add(1), label: "text" }, "test");
      return label === "text" ? kept : x;
    },
    { target },
  );
  expect(f(array([3, 4])).toList()).toEqual([9, 16]);
  expect(inspectDce("test")).toBe('1 call of storeDce\n{ kept: float32[2], label: "text", left: <removed> }');
});

test("traces are counted, and one too many names the argument that is new", () => {
  const counted = assertMaxTraces((x: NDArray, scale: number) => x.mul(scale), 2);
  const f = filterJit(counted, { target });
  f(array([1, 2]), 1);
  f(array([3, 4]), 1);
  f(array([3, 4]), 2);
  expect(getNumTraces(counted)).toBe(2);
  expect(() => f(array([3, 4]), 3)).toThrowErrorMatchingInlineSnapshot(`
    [UsageError: assertMaxTraces received call 3, in which argument 1 is 3
      expected: at most 2 calls, in which it was 1; 2
      to fix:   give arguments of the same structure, shapes, dtypes and settings; make numbers that change arrays]
  `);
  const again = assertMaxTraces(() => 1, 0);
  expect(() => again()).toThrow("call 1, with arguments as before");
});
