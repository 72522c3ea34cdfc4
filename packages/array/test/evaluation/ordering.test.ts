import { array } from "@proj/array";
import { bind } from "@proj/array/core";
import { input, loadGroup, output } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectTensor, fromTensor } from "../support.ts";

const ascending = loadGroup("reductions", "sort").filter(
  ({ params }) => params["descending"] === false && params["axis"] !== null,
);

describe("sort", () => {
  it.each(ascending)("agrees with JAX, and carries positions along: $name", (reference) => {
    const x = fromTensor(input(reference, "x"));
    const axis = (reference.params["axis"] as number | undefined) ?? 0;
    const dimension = axis < 0 ? axis + x.ndim : axis;
    const positions = bind("iota", [], { dtype: "int32", shape: x.shape, dimension })[0];
    const [sorted, order] = bind("sort", [x, positions], { dimension, numKeys: 1 });
    expectTensor(sorted!, output(reference, "sorted"));
    expectTensor(order!, output(reference, "order"));
  });

  it.each(loadGroup("reductions", "sort several"))("agrees with JAX by $name", (reference) => {
    const operands = ["0", "1", "2"].map((key) => fromTensor(input(reference, key)));
    const results = bind("sort", operands, { dimension: 0, numKeys: reference.params["numKeys"] as number });
    results.forEach((result, k) => expectTensor(result, output(reference, String(k))));
  });

  it("keeps the order of equal keys, to which both zeros belong", () => {
    const keys = array([0, -0, -1, 0, -0]);
    const [sorted, order] = bind("sort", [keys, array(new Int32Array([0, 1, 2, 3, 4]))], { dimension: 0, numKeys: 1 });
    expect(order!.toList()).toEqual([2, 0, 1, 3, 4]);
    expect(Array.from(sorted!.dataSync(), (value) => Object.is(value, -0))).toEqual([false, false, true, false, true]);
  });

  it("puts NaN last", () => {
    const [sorted] = bind("sort", [array([NaN, 1, Infinity, NaN, -Infinity])], { dimension: 0, numKeys: 1 });
    expect(sorted!.toList()).toEqual([-Infinity, 1, Infinity, NaN, NaN]);
  });
});
