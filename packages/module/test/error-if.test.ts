import { array, scan, type NDArray } from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { wasm } from "@proj/jit-wasm";
import { branchedErrorIf, errorIf, EquinoxRuntimeError, EquinoxTracetimeError, filterJit } from "@proj/module";
import { describe, expect, test } from "vitest";

const positive = (x: NDArray): NDArray => errorIf(x, x.lt(0), "negative").mul(2);

describe("errorIf", () => {
  test("gives its value back, or fails: alone, compiled, mapped, in loops and derivatives", () => {
    const runs: readonly ((x: NDArray) => NDArray)[] = [
      positive,
      vmap(positive),
      (x) => scan((c: NDArray, y: NDArray) => [c, positive(y)], array(0), x)[1],
      grad((x: NDArray) => positive(x).sum()),
    ];
    for (const run of runs.flatMap((f) => [f, filterJit(f, { target: wasm() })])) {
      expect(run(array([1, 2])).shape).toEqual([2]);
      expect(() => run(array([1, -2]))).toThrow(EquinoxRuntimeError);
      expect(() => run(array([1, -2]))).toThrow("negative");
    }
    expect(() => positive(array(-2))).toThrow(EquinoxTracetimeError);
    expect(() => filterJit(() => errorIf(1, true, "always")).lower()).toThrow(EquinoxTracetimeError);
    expect(() => filterJit(positive)(array(-2))).not.toThrow(EquinoxTracetimeError);
  });

  test("gives NaN, or nothing, where that is asked for", () => {
    const spoilt = (x: NDArray): NDArray => errorIf(x, x.lt(0), "negative", { onError: "nan" });
    expect(spoilt(array([1, -2])).toList()).toEqual([NaN, NaN]);
    expect(filterJit(spoilt, { target: wasm() })(array([1, 2])).toList()).toEqual([1, 2]);
    expect(errorIf(array(-1), true, "always", { onError: "off" }).item()).toBe(-1);
    expect(() => errorIf(1, array(1), "a number")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: errorIf received pred: an instance of NumberArray
        expected: pred: a boolean, or an array of them
        to fix:   pass pred as a boolean, or an array of them]
    `);
  });

  test("says which of several messages holds, that of the first member of a batch that fails", () => {
    const check = (x: NDArray): NDArray =>
      branchedErrorIf(x, x.abs().gt(1), x.gt(0).astype("int32"), ["too small", "too large"]);
    expect(() => check(array(-2))).toThrow("too small");
    const mapped = filterJit(vmap(check), { target: wasm() });
    expect(mapped(array([0, 1])).toList()).toEqual([0, 1]);
    expect(() => mapped(array([0, 2, -2]))).toThrow("too large");
    expect(() => mapped(array([0, -2, 2]))).toThrow("too small");
    expect(() => branchedErrorIf(1, true, 2, ["a", "b"])).toThrow("the index 2 for 2 messages");
  });
});
