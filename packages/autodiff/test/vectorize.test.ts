import { add, arange, array, dot, UsageError, type NDArray } from "@proj/array";
import { applyAlongAxis, vectorize } from "@proj/autodiff";
import { describe, expect, test } from "vitest";

/* What NumPy and JAX give for the same calls, worked out by hand. */

describe("vectorize", () => {
  const m = array([
    [1, 2],
    [3, 4],
  ]);

  test("broadcasts functions of scalars as NumPy's own functions", () => {
    const f = vectorize((x: NDArray, y: NDArray) => x.mul(y).add(1));
    expect(f(m, array([10, 100])).toList()).toEqual([
      [11, 201],
      [31, 401],
    ]);
    expect(f(array([[1], [2]]), array([[3, 4]])).shape).toEqual([2, 2]);
    expect(f(2, array([[[3]]])).shape).toEqual([1, 1, 1]);
  });

  test("takes a signature for the last axes of arguments and results", () => {
    const f = vectorize((a: NDArray, v: NDArray) => dot(a, v), { signature: "(n,m),(m)->(n)" });
    expect(f(arange(12).reshape([3, 2, 2]), array([1, 1])).toList()).toEqual([
      [1, 5],
      [9, 13],
      [17, 21],
    ]);
    expect(f(m, m).toList()).toEqual([
      [5, 11],
      [11, 25],
    ]);
  });

  test("gives several results, and hands excluded arguments over as they are", () => {
    const f = vectorize((x: NDArray, n: number) => [x.mul(n), x.add(n)] as const, { excluded: [1] });
    expect(f(array([1, 2]), 3).map((r) => r.toList())).toEqual([
      [3, 6],
      [4, 5],
    ]);
  });

  test("says what does not fit the signature", () => {
    const f = vectorize((a: NDArray, v: NDArray) => dot(a, v), { signature: "(n,m),(m)->(n)" });
    expect(() => f(m, array([1, 2, 3]))).toThrow(/an axis "m" of length 2/);
    expect(() => f(array([1, 2]), array([1, 2]))).toThrow(UsageError);
    expect(() => vectorize((x: NDArray) => x, { signature: "(n)->(n)" })(array(3))).toThrow(UsageError);
    expect(() => vectorize((x: NDArray) => x.sum(), { signature: "(n)->(n)" })(array([3, 4]))).toThrow(
      /the axes \(n\)/,
    );
  });
});

describe("applyAlongAxis", () => {
  const x = arange(24).reshape([2, 3, 4]);

  test.each([0, 1, 2, -1])("puts what the function gives in the place of axis %d", (axis) => {
    expect(applyAlongAxis((v) => v.sum(), axis, x).toList()).toEqual(x.sum(axis).toList());
    expect(applyAlongAxis((v, by: number) => add(v, by), axis, x, 1).toList()).toEqual(x.add(1).toList());
    expect(applyAlongAxis((v) => v.get(":2"), axis, x).shape).toEqual(x.shape.with(axis, 2));
  });
});
