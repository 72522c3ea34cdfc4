import { arange, type NDArray } from "@proj/array";
import { convGeneralDilated, type ConvOptions, type Padding } from "@proj/array/lax";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { describe, expect, test } from "vitest";
import { agrees } from "./agreement.ts";
import { caseOf } from "../src/case.ts";
import { subjects, type SubjectName } from "../src/subjects.ts";

/*
 * Convolutions on every target: products of windows that lie where the array is, in one and in several parts, with their
 * derivatives. All of them are one program.
 */

const grid = (...shape: number[]): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1);
  return arange(size).mul(7).mod(11).sub(5).mul(0.25).reshape(shape);
};

interface Convolution extends ConvOptions {
  readonly lhs: readonly number[];
  readonly rhs: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
}

const dimensionNumbers = ["NHWC", "HWIO", "NHWC"] as const;
const convolutions: readonly Convolution[] = [
  { lhs: [2, 6, 7, 8], rhs: [3, 3, 8, 5], strides: [1, 1], padding: "SAME", dimensionNumbers },
  { lhs: [2, 8, 6, 7], rhs: [5, 8, 3, 2], strides: [2, 1], padding: "SAME" },
  { lhs: [2, 9, 7, 4], rhs: [2, 3, 2, 6], strides: [1, 2], padding: "SAME", featureGroupCount: 2, dimensionNumbers },
  { lhs: [1, 8, 12], rhs: [8, 8, 3], strides: [1], padding: [[2, 2]], rhsDilation: [2] },
];

const operandsOf = (all: readonly Convolution[]): NDArray[] =>
  all.flatMap(({ lhs, rhs }) => [grid(...lhs), grid(...rhs)]);

/** Values and cotangents; with `everything` tangents and a batch of their own as well. */
const programOf =
  (all: readonly Convolution[], everything: boolean) =>
  (args: readonly NDArray[]): NDArray[] =>
    all.flatMap(({ lhs: _, rhs: __, strides, padding, ...options }, k) => {
      const [x, kernel] = [args[2 * k]!, args[2 * k + 1]!];
      const f = (a: NDArray, w: NDArray): NDArray => convGeneralDilated(a, w, strides, padding, options);
      const [result, pull] = vjp(f, [x, kernel]);
      const results = [result, ...pull(result)];
      if (!everything) return results;
      const each = vmap((a: NDArray) => f(a.reshape([1, ...a.shape]), kernel))(x);
      return [...results, jvp(f, [x, kernel], [x, kernel])[1], each];
    });

/** A compiler of shaders takes its time, so a GPU made of software gets one. */
const amounts = { wasm: 4, parallel: 4, webgpu: 1 } satisfies Partial<Record<SubjectName, number>>;

describe.each(Object.entries(amounts) as [keyof typeof amounts, number][])("on %s", (name, amount) => {
  test("convolutions and their derivatives", { timeout: 60_000 }, async () => {
    const some = convolutions.slice(0, amount);
    const all = caseOf("convolutions", programOf(some, name !== "webgpu"), operandsOf(some));
    expect(await agrees(await subjects[name](), all)).toBe(true);
  });
});
