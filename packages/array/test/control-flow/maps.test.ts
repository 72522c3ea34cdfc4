import { array, associativeScan, map, type NDArray } from "@proj/array";
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("map", () => {
  it("applies a function to each slice and stacks the results", () => {
    const result = map((x: { a: NDArray }) => ({ sum: x.a.sum(), twice: x.a.mul(2) }), {
      a: array([
        [1, 2],
        [3, 4],
      ]),
    });
    expectTypeOf(result).toEqualTypeOf<{ sum: NDArray; twice: NDArray }>();
    expect(result.sum.toList()).toEqual([3, 7]);
    expect(result.twice.toList()).toEqual([
      [2, 4],
      [6, 8],
    ]);
  });
});

describe("associativeScan", () => {
  it("gives all running combinations, for every length", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 0, maxLength: 40 }),
        fc.boolean(),
        (values, reverse) => {
          const sums = associativeScan((a: NDArray, b: NDArray) => a.add(b), array(new Int32Array(values)), {
            reverse,
          });
          const ordered = reverse ? values.toReversed() : values;
          let total = 0;
          const expected = ordered.map((value) => (total += value));
          expect(sums.toList()).toEqual(reverse ? expected.toReversed() : expected);
        },
      ),
    );
  });

  it("keeps the order of what does not commute, on trees and any axis", () => {
    // Affine maps x ↦ a·x + b under composition: a linear recurrence in logarithmically many steps.
    const maps = { a: array([[2, 3, 0.5, 1, -1]]), b: array([[1, -1, 4, 0, 2]]) };
    const composed = associativeScan((f, g) => ({ a: g.a.mul(f.a), b: g.a.mul(f.b).add(g.b) }), maps, { axis: -1 });
    expect(composed.b.toList()).toEqual([[1, 2, 5, 5, -3]]);
    expect(composed.a.toList()).toEqual([[2, 6, 3, 3, -3]]);
  });

  it("refuses leaves of different lengths", () => {
    expect(() => associativeScan((a) => a, [array([1, 2]), array([1, 2, 3])])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: associativeScan received float32[2], float32[3] along axis 0
        expected: one length along one axis
        to fix:   broadcast the arrays so that they agree along the axis]
    `);
  });
});
