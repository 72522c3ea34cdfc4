import { array, type NDArray } from "@proj/array";
import { bind } from "@proj/array/core";
import { input, loadGroup, output } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectTensor, fromTensor } from "../support.ts";

const cumulative = loadGroup("reductions", "cumulative").filter(
  ({ name, params }) => !name.startsWith("jnp") && /^cum(sum|prod|max|min)$/.test(params["function"] as string),
);
const primitives = { sum: "reduceSum", prod: "reduceProd", max: "reduceMax", min: "reduceMin" } as const;
const folds = loadGroup("reductions", "reduce").filter(
  ({ name, params }) => (params["function"] as string) in primitives && !/bool|where/.test(name),
);
const close = { relative: 2 ** -20, absolute: 0 };

describe("reduction agrees with JAX", () => {
  it.each(folds)("$name", (reference) => {
    const primitive = primitives[reference.params["function"] as keyof typeof primitives];
    const x = fromTensor(input(reference, "x"));
    expectTensor(bind(primitive, [x], { axes: x.shape.map((_, axis) => axis) })[0], output(reference, "result"), close);
  });

  it.each(cumulative)("$name", (reference) => {
    const { axis, reverse } = reference.params as { axis: number; reverse?: boolean };
    const primitive = reference.params["function"] as "cumsum" | "cumprod" | "cummax" | "cummin";
    expectTensor(
      bind(primitive, [fromTensor(input(reference, "x"))], { axis, reverse: reverse ?? false })[0],
      output(reference, "result"),
      { relative: 2 ** -20, absolute: 2 ** -22 },
    );
  });
});

describe("reduction", () => {
  const fold = (
    primitive: "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr",
    x: NDArray,
  ): number => bind(primitive, [x], { axes: [0] })[0].item();

  it("of nothing is the identity of the operation", () => {
    const nothing = array([]);
    const none = (dtype: "int32" | "uint32" | "bool") => nothing.astype(dtype);
    expect([
      fold("reduceSum", nothing),
      fold("reduceProd", nothing),
      fold("reduceMax", nothing),
      fold("reduceMin", nothing),
    ]).toEqual([0, 1, -Infinity, Infinity]);
    expect([
      fold("reduceMax", none("int32")),
      fold("reduceMin", none("uint32")),
      fold("reduceMax", none("bool")),
    ]).toEqual([-(2 ** 31), 2 ** 32 - 1, false]);
    expect([
      fold("reduceAnd", none("bool")),
      fold("reduceOr", none("bool")),
      fold("reduceAnd", none("uint32")),
    ]).toEqual([true, false, 2 ** 32 - 1]);
  });

  it("of float32 is accumulated in double precision and rounded once", () => {
    const tenth = Math.fround(0.1);
    const million = bind("broadcastInDim", [array(tenth)], { shape: [1_000_000], broadcastDimensions: [] })[0];
    expect(fold("reduceSum", million)).toBe(Math.fround(1_000_000 * tenth));
  });

  it("of integers wraps", () => {
    expect(fold("reduceSum", array(new Int32Array([2 ** 31 - 1, 1])))).toBe(-(2 ** 31));
    expect(fold("reduceProd", array(new Uint32Array([2 ** 31 + 1, 3])))).toBe(2 ** 31 + 3);
  });

  it("finds the first extreme element, and NaN before any other", () => {
    const where = (primitive: "argmax" | "argmin", values: number[]) =>
      bind(primitive, [array(values)], { axis: 0 })[0].item();
    expect(where("argmax", [1, 3, 3, 2])).toBe(1);
    expect(where("argmin", [1, 0, -0, 2])).toBe(1);
    expect(where("argmax", [1, NaN, Infinity, NaN])).toBe(1);
    expect(where("argmin", [NaN, -Infinity])).toBe(0);
  });
});
