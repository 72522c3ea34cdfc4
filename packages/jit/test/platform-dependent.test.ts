import { array, makeJaxpr, type NDArray } from "@proj/array";
import { compileFor } from "@proj/array/core";
import { schur } from "@proj/array/linalg";
import { platformDependent } from "@proj/array/lax";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { compile, interpreter } from "@proj/jit/core";
import { expect, test } from "vitest";

const wasm = () => ({ ...interpreter(), name: "wasm", platforms: ["wasm", "cpu"] });

const named = (x: NDArray): NDArray =>
  platformDependent({ cpu: (x) => x.mul(2), wasm: (x) => x.mul(3), default: (x) => x.neg() }, x);

test("the function of the platform runs, whichever transformation is around it", () => {
  const x = array([1, 2]);
  expect(named(x).toList()).toEqual([2, 4]);
  expect(jit(named, { target: wasm() })(x).toList()).toEqual([3, 6]);
  expect(jit(named, { target: { ...interpreter(), name: "other" } })(x).toList()).toEqual([-1, -2]);
  const slope = vmap(grad((x: NDArray) => named(x).mul(x)));
  expect(slope(x).toList()).toEqual([4, 8]);
  expect(jit(slope, { target: wasm() })(x).toList()).toEqual([6, 12]);
});

test("what only another platform can do is not compiled", () => {
  const onHost = (x: NDArray): NDArray =>
    platformDependent({ host: (x) => schur(x)[0].at(0).get(), default: (x: NDArray) => x.at(0).get() }, x);
  const { jaxpr } = makeJaxpr(onHost)(array([[1, 2], [3, 4]])); // prettier-ignore
  expect(jaxpr.equations.some(({ primitive }) => primitive === "cond")).toBe(true);
  expect(compile("f", jaxpr, wasm()).simplified.equations.some(({ primitive }) => primitive === "cond")).toBe(false);
});

test("a platform without a function is an error that names it", () => {
  const only = (x: NDArray): NDArray => platformDependent({ webgpu: (x: NDArray) => x.mul(2) }, x);
  expect(() => only(array(1))).toThrow(/the platform cpu, and functions for webgpu/);
  expect(() => jit(only, { target: wasm() })(array(1))).toThrow(/the platform wasm or cpu/);
  expect(compileFor(["webgpu"], () => only(array(4))).item()).toBe(8);
});
