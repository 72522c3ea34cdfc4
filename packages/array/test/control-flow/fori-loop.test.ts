import { array, foriLoop, makeJaxpr, type NDArray } from "@proj/array";
import { describe, expect, it } from "vitest";

describe("foriLoop", () => {
  it("runs from the lower bound to before the upper one, with an int32 counter", () => {
    const visited = foriLoop(
      2,
      5,
      (i, seen: { list: NDArray; kind: NDArray }) => ({ list: seen.list.mul(10).add(i), kind: i }),
      { list: array(0, { dtype: "int32" }), kind: array(0, { dtype: "int32" }) },
    );
    expect(visited.list.item()).toBe(234);
    expect(visited.kind.describe()).toBe("int32[]");
  });

  it("does nothing if the bounds cross", () => {
    expect(foriLoop(5, 2, (_, x) => x.add(1), 7).item()).toBe(7);
  });

  it("is a scan between known bounds, so that it has gradients in both modes", () => {
    const { jaxpr } = makeJaxpr((x: NDArray) => foriLoop(0, 3, (_, y) => y.mul(2), x))(array(1));
    expect(jaxpr.equations.map((equation) => equation.primitive)).toContain("scan");
  });

  it("is a while loop between bounds that are traced", () => {
    const { jaxpr } = makeJaxpr((n: NDArray) => foriLoop(0, n, (_, y) => y.mul(2), 1))(array(3, { dtype: "int32" }));
    expect(jaxpr.equations.map((equation) => equation.primitive)).toContain("while");
  });

  it("takes integer scalars as bounds", () => {
    expect(
      foriLoop(array(1, { dtype: "uint32" }), array(4, { dtype: "int32" }), (i, sum) => sum.add(i), 0).item(),
    ).toBe(6);
  });

  it("refuses bounds that are not integers", () => {
    expect(() => foriLoop(0, 2.5, (_, x) => x, 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: foriLoop received upper 2.5
        expected: an integer from -2³¹ to 2³¹ - 1: a JavaScript number, or an integer scalar
        to fix:   round it or convert it with astype("int32"), and nest loops for more rounds]
    `);
    expect(() => foriLoop(array([1, 2]), 3, (_, x) => x, 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: foriLoop received lower float32[2]
        expected: an integer from -2³¹ to 2³¹ - 1: a JavaScript number, or an integer scalar
        to fix:   round it or convert it with astype("int32"), and nest loops for more rounds]
    `);
  });
});
