import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { applyJaxpr } from "@proj/array/core";
import { describe, expect, test } from "vitest";

const x = np.arange(6).reshape([2, 3]);

describe("reshaping", () => {
  test("one length may be left open", () => {
    expect(x.reshape([3, -1]).toList()).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(np.reshape(x, -1).shape).toEqual([6]);
    expect(() => x.reshape([4, -1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: reshape received int32[2,3] to [4,-1]
        expected: at most one -1, and lengths that divide the number of elements
        to fix:   correct the lengths]
    `);
    expect(() => x.reshape([4])).toThrow(np.UsageError);
  });

  test("axes are moved, exchanged, inserted and removed", () => {
    const y = np.zeros([2, 3, 4, 1]);
    expect(np.transpose(y).shape).toEqual([1, 4, 3, 2]);
    expect(np.transpose(y, [1, 0, -1, 2]).shape).toEqual([3, 2, 1, 4]);
    expect(np.swapaxes(y, 0, -2).shape).toEqual([4, 3, 2, 1]);
    expect(np.moveaxis(y, 0, -1).shape).toEqual([3, 4, 1, 2]);
    expect(np.moveaxis(y, [0, 1], [-1, 0]).shape).toEqual([3, 4, 1, 2]);
    expect(np.expandDims(y, [0, -1]).shape).toEqual([1, 2, 3, 4, 1, 1]);
    expect(np.squeeze(y).shape).toEqual([2, 3, 4]);
    expect(() => np.squeeze(y, 0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: squeeze received axis 0 of float32[2,3,4,1]
        expected: axes of length 1
        to fix:   leave the axis out, or reduce it first]
    `);
    expect([np.atleast1d(1), np.atleast2d(np.ones(2)), np.atleast3d(np.ones([2, 3]))].map((a) => a.shape)).toEqual([
      [1],
      [1, 2],
      [2, 3, 1],
    ]);
  });

  test("transposing moves the elements too", () => {
    expect(np.moveaxis(x, 0, 1).toList()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  test("broadcasting stretches axes of length 1", () => {
    expect(np.broadcastTo(np.array([[1], [2]]), [2, 2]).toList()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(() => np.broadcastTo(np.zeros(2), [3])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: broadcastTo received float32[2] and target shape [3]
        expected: a shape that has the array's axes last, each of equal length or stretched from 1
        to fix:   reshape the array, or insert axes of length 1 with expandDims]
    `);
    expect(np.broadcastArrays(x, 1, np.zeros([4, 1, 1])).map((a) => a.shape)).toEqual([
      [4, 2, 3],
      [4, 2, 3],
      [4, 2, 3],
    ]);
  });
});

describe("joining and cutting", () => {
  test("concatenate and split undo each other", () => {
    for (const axis of [0, 1, -1]) {
      const length = x.shape.at(axis)!;
      expect(np.concatenate(np.split(x, length, axis), axis).toList()).toEqual(x.toList());
      expect(np.concatenate(np.arraySplit(x, 2, axis), axis).toList()).toEqual(x.toList());
      expect(np.concatenate(np.split(x, [1], axis), axis).toList()).toEqual(x.toList());
    }
  });

  test("dtypes are promoted", () => {
    expect(np.concatenate([np.array([true]), np.array([2], { dtype: "int32" }), np.array([0.5])]).toList()).toEqual([
      1, 2, 0.5,
    ]);
    expect(np.concatenate([x, x], null).shape).toEqual([12]);
  });

  test("stacks", () => {
    expect(np.stack([x, x], -1).shape).toEqual([2, 3, 2]);
    expect(np.vstack([np.array([1, 2]), np.array([[3, 4]])]).toList()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(np.hstack([np.array([1]), np.array([2, 3])]).toList()).toEqual([1, 2, 3]);
    expect(np.stack([1, 2]).toList()).toEqual([1, 2]);
  });

  test("parts of unequal length", () => {
    expect(np.arraySplit(np.arange(7), 3).map((part) => part.toList())).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(np.split(np.arange(5), [1, 3, 9]).map((part) => part.toList())).toEqual([[0], [1, 2], [3, 4], []]);
  });

  test("errors", () => {
    expect(() => np.split(x, 2, 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: split received 2 sections of an axis of length 3
        expected: a number of sections that divides the length
        to fix:   use arraySplit for parts of unequal length, or give the positions before which to cut]
    `);
    expect(() => np.concatenate([])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: concatenate received an empty list
        expected: a list of at least one array
        to fix:   check the list first]
    `);
    expect(() => np.concatenate([x, 1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: concatenate received a scalar int32[]
        expected: arrays with at least one axis
        to fix:   use stack, which makes a new axis, or atleast1d]
    `);
    expect(() => np.stack([x, x.T])).toThrow(np.UsageError);
  });
});

describe("rearranging", () => {
  test("flip, roll and rot90", () => {
    expect(np.flip(x, 1).toList()).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ]);
    expect(np.flip(x).toList()).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ]);
    expect(np.roll(x, 1, 1).toList()).toEqual([
      [2, 0, 1],
      [5, 3, 4],
    ]);
    expect(np.roll(x, [1, -1], [0, 1]).toList()).toEqual([
      [4, 5, 3],
      [1, 2, 0],
    ]);
    expect(np.roll(x, -8).toList()).toEqual([
      [2, 3, 4],
      [5, 0, 1],
    ]);
    expect(np.rot90(x).toList()).toEqual([
      [2, 5],
      [1, 4],
      [0, 3],
    ]);
    let turned: NDArray = x;
    for (let turn = 0; turn < 4; turn++) {
      expect(np.rot90(x, turn).toList()).toEqual(turned.toList());
      expect(np.rot90(x, turn - 4).toList()).toEqual(turned.toList());
      turned = np.rot90(turned);
    }
  });

  test("tile and repeat", () => {
    expect(np.tile(x, 2).toList()).toEqual([
      [0, 1, 2, 0, 1, 2],
      [3, 4, 5, 3, 4, 5],
    ]);
    expect(np.tile(np.arange(2), [2, 1, 2]).shape).toEqual([2, 1, 4]);
    expect(np.repeat(x, 2, 0).toList()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [3, 4, 5],
      [3, 4, 5],
    ]);
    expect(np.repeat(x, [0, 2, 1], 1).toList()).toEqual([
      [1, 1, 2],
      [4, 4, 5],
    ]);
    expect(np.repeat(x, 2).toList()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(() => np.repeat(x, [1, 2], 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: repeat received repeats [1, 2] for an axis of length 3
        expected: a non-negative integer, or one per element
        to fix:   give one count, or as many as the axis is long]
    `);
  });

  test.each([
    ["constant", [0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0]],
    ["edge", [1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3]],
    ["reflect", [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]],
    ["symmetric", [3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1, 2]],
    ["wrap", [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]],
  ] as const)("pad continues an axis: %s", (mode, expected) => {
    expect(np.pad(np.array([1, 2, 3]), [4, 5], { mode }).toList()).toEqual(expected);
  });

  test("pad takes widths per axis and a value", () => {
    expect(
      np
        .pad(
          x,
          [
            [1, 0],
            [0, 1],
          ],
          { constantValues: 9 },
        )
        .toList(),
    ).toEqual([
      [9, 9, 9, 9],
      [0, 1, 2, 9],
      [3, 4, 5, 9],
    ]);
    expect(
      np
        .pad(
          x,
          [
            [0, 0],
            [1, 1],
          ],
          { mode: "edge" },
        )
        .toList(),
    ).toEqual([
      [0, 0, 1, 2, 2],
      [3, 3, 4, 5, 5],
    ]);
    expect(np.pad(np.array([7]), 2, { mode: "reflect" }).toList()).toEqual([7, 7, 7, 7, 7]);
    expect(() => np.pad(x, -1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: pad received widths -1 for 2 axes
        expected: non-negative integers: one number, one pair, or one pair per axis
        to fix:   write [[before, after], …] with one pair per axis]
    `);
    expect(() => np.pad(np.zeros(0), 1, { mode: "wrap" })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: pad received float32[0] with mode "wrap"
        expected: at least one element to continue from
        to fix:   use mode "constant"]
    `);
  });
});

describe("differences and integrals", () => {
  test("diff", () => {
    expect(np.diff(np.array([1, 4, 9, 16]), { n: 2 }).toList()).toEqual([2, 2]);
    expect(np.diff(x, { axis: 0 }).toList()).toEqual([[3, 3, 3]]);
    expect(np.diff(np.array([true, true, false])).toList()).toEqual([false, true]);
    expect(np.diff(np.array([1])).shape).toEqual([0]);
  });

  test("trapezoid is exact for straight lines", () => {
    const places = np.array([0, 1, 3, 4]);
    expect(np.trapezoid(places.mul(2).add(1), { x: places }).item()).toBe(20);
    expect(np.trapezoid(x, { axis: 0, dx: 2 }).toList()).toEqual([3, 5, 7]);
  });

  test("interp goes through its points, is linear between them and constant outside", () => {
    const [places, values] = [np.array([0, 1, 3]), np.array([10, 20, 0])];
    expect(np.interp(places, places, values).toList()).toEqual([10, 20, 0]);
    expect(np.interp(np.array([-1, 0.25, 2, 9]), places, values).toList()).toEqual([10, 12.5, 10, 0]);
    expect(np.interp(np.array([-1, 9]), places, values, { left: -5, right: NaN }).toList()).toEqual([-5, NaN]);
    expect(np.interp(4, np.array([1]), np.array([7])).item()).toBe(7);
    expect(() => np.interp(1, places, np.zeros(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: interp received places float32[3] and values float32[2]
        expected: two vectors of one length, not empty
        to fix:   for values with more axes use vmap]
    `);
  });
});

describe("ravelTree", () => {
  const tree = {
    weight: np.array([
      [1, 2],
      [3, 4],
    ]),
    bias: 5,
    steps: np.array([6], { dtype: "int32" }),
    none: null,
  };

  test("a tree becomes a vector and comes back with its dtypes", () => {
    const [vector, unravel] = np.ravelTree(tree);
    expect(vector.toList()).toEqual([5, 6, 1, 2, 3, 4]);
    const back = unravel(vector.mul(2));
    expect(back.weight.toList()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(back.steps.describe()).toBe("int32[1]");
    expect(back.bias.item()).toBe(10);
    expect(back.none).toBeNull();
  });

  test("an empty tree is an empty vector", () => {
    const [vector, unravel] = np.ravelTree([null]);
    expect(vector.describe()).toBe("float32[0]");
    expect(unravel(vector)).toEqual([null]);
  });

  test("errors", () => {
    const [, unravel] = np.ravelTree(tree);
    expect(() => unravel(np.zeros(5))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: unravel received float32[5]
        expected: the type of the vector that ravelTree made, float32[6]
        to fix:   change values only; convert with astype where a computation has changed the dtype]
    `);
    expect(() => np.ravelTree({ a: "text" })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: ravelTree received the text "text" at ['a']
        expected: arrays, numbers and booleans
        to fix:   separate the other leaves first: partition in @proj/module does]
    `);
  });
});

describe("options, with the values of JAX", () => {
  const a = np.array([
    [1, 2, 3],
    [4, 5, 7],
  ]);

  test("an axis stands alone or among the options", () => {
    expect(np.flip(x, 1).toList()).toEqual(np.flip(x, { axis: 1 }).toList());
    expect(np.squeeze(np.zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(np.squeeze(np.zeros([1, 2, 1]), { axis: 0 }).shape).toEqual([2, 1]);
    expect(np.expandDims(x, { axis: [0, -1] }).shape).toEqual([1, 2, 3, 1]);
    expect(np.split(x, 3, 1).map((part) => part.shape)).toEqual(np.split(x, 3, { axis: 1 }).map((part) => part.shape));
    expect(np.arraySplit(x, 2, { axis: -1 }).map((part) => part.shape)).toEqual([
      [2, 2],
      [2, 1],
    ]);
    expect(np.stack([x, x], { axis: -1 }).shape).toEqual([2, 3, 2]);
    expect(np.concatenate([x, x], { axis: null }).shape).toEqual([12]);
    expect(np.repeat(x, 2, { axis: 1 }).shape).toEqual([2, 6]);
    expect(np.roll(a, 2, { axis: 1 }).toList()).toEqual([
      [2, 3, 1],
      [5, 7, 4],
    ]);
  });

  test("joining converts to a dtype", () => {
    const joined = np.concatenate([np.array([1.5]), np.array([2])], { dtype: "int32" });
    expect([joined.dtype, joined.toList()]).toEqual(["int32", [1, 2]]);
    expect(np.stack([1.5, 2], { axis: 0, dtype: "int32" }).toList()).toEqual([1, 2]);
    expect(np.vstack([1, 2], { dtype: "float64" }).dtype).toBe("float64");
    expect(np.hstack([1, 2], { dtype: "float64" }).dtype).toBe("float64");
  });

  test("elements are taken by columns in order F", () => {
    expect(np.reshape(a, [3, -1], "F").toList()).toEqual([
      [1, 5],
      [4, 3],
      [2, 7],
    ]);
    expect(np.reshape(a, [3, 2], { order: "F" }).toList()).toEqual([
      [1, 5],
      [4, 3],
      [2, 7],
    ]);
    expect(np.ravel(a, "F").toList()).toEqual([1, 4, 2, 5, 3, 7]);
    expect(() => np.ravel(a, "A" as "F")).toThrow('ravel received order: the text "A"');
  });

  test("roll takes shifts that are data", () => {
    expect(np.roll(a, np.array(1, { dtype: "int32" }), 1).toList()).toEqual([
      [3, 1, 2],
      [7, 4, 5],
    ]);
    expect(np.roll(a, np.array([1, 2], { dtype: "int32" }), [0, 1]).toList()).toEqual([
      [5, 7, 4],
      [2, 3, 1],
    ]);
    expect(np.roll(a, [1, 2]).toList()).toEqual([
      [4, 5, 7],
      [1, 2, 3],
    ]);
    const program = np.makeJaxpr((y: NDArray, shift: NDArray) => np.roll(y, shift))(a, np.array(1, { dtype: "int32" }));
    expect(String(program)).toContain("dynamic_slice");
    expect(() => np.roll(a, 0.5)).toThrow("roll received shifts the number 0.5");
  });

  test("repeat takes a total length, with which the repeats may be traced", () => {
    const counts = np.array([2, 0, 1], { dtype: "int32" });
    const repeated = (y: NDArray, repeats: NDArray) => np.repeat(y, repeats, { totalRepeatLength: 5 });
    expect(repeated(np.array([1, 2, 3]), counts).toList()).toEqual([1, 1, 3, 3, 3]);
    const { jaxpr, consts } = np.makeJaxpr(repeated)(np.array([1, 2, 3]), counts);
    expect(applyJaxpr(jaxpr, [...consts, np.array([1, 2, 3]), counts])[0]!.toList()).toEqual([1, 1, 3, 3, 3]);
    expect(np.repeat(a, [1, 2], { axis: 0, totalRepeatLength: 2 }).toList()).toEqual([
      [1, 2, 3],
      [4, 5, 7],
    ]);
    expect(np.repeat(a, 2, { axis: 1, totalRepeatLength: 4 }).toList()).toEqual([
      [1, 1, 2, 2],
      [4, 4, 5, 5],
    ]);
    expect(() => np.makeJaxpr((n: NDArray) => np.repeat(a, n, 0))(counts.get(":2"))).toThrow("no totalRepeatLength");
  });

  test("pad takes a value for each end", () => {
    expect(
      np
        .pad(np.arange(2), 1, "constant", {
          constantValues: [7, 8],
        })
        .toList(),
    ).toEqual([7, 0, 1, 8]);
    const ends = [
      [1, 2],
      [3, 4],
    ] as const;
    expect(np.pad(a, 1, { constantValues: ends }).toList()).toEqual([
      [3, 1, 1, 1, 4],
      [3, 1, 2, 3, 4],
      [3, 4, 5, 7, 4],
      [3, 2, 2, 2, 4],
    ]);
  });

  test("pad continues by lines and by summaries", () => {
    expect(np.pad(np.array([1, 5]), [2, 3], { mode: "linear_ramp", endValues: [-1, 2] }).toList()).toEqual([
      -1, 0, 1, 5, 4, 3, 2,
    ]);
    expect(np.pad(np.array([10, 20], { dtype: "int32" }), [3, 2], "linear_ramp").toList()).toEqual([
      0, 3, 6, 10, 20, 10, 0,
    ]);
    const widths = [
      [1, 0],
      [1, 1],
    ] as const;
    expect(np.pad(a, widths, "maximum").toList()).toEqual([
      [7, 4, 5, 7, 7],
      [3, 1, 2, 3, 3],
      [7, 4, 5, 7, 7],
    ]);
    expect(
      np
        .pad(
          a,
          [
            [0, 1],
            [2, 0],
          ],
          "minimum",
        )
        .toList(),
    ).toEqual([
      [1, 1, 1, 2, 3],
      [4, 4, 4, 5, 7],
      [1, 1, 1, 2, 3],
    ]);
    expect(np.pad(np.array([1, 2, 4], { dtype: "int32" }), 1, "mean").toList()).toEqual([2, 1, 2, 4, 2]);
    expect(np.pad(np.array([1, 2, 4, 9]), [1, 2], { mode: "mean", statLength: [2, 3] }).toList()).toEqual([
      1.5, 1, 2, 4, 9, 5, 5,
    ]);
    expect(() => np.pad(a, 1, { mode: "mean", statLength: 0 })).toThrow("pad received statLength 0");
  });

  test("that do not exist are errors, as are values of other kinds", () => {
    expect(() => np.concatenate(a as never)).toThrow("concatenate([x, y])");
    expect(() => np.concatenate([a], { axes: 0 } as never)).toThrow("write axis instead of axes");
    expect(() => np.split(a, "2" as never, 1)).toThrow('split received positions the text "2"');
    expect(() => np.flip(a, "0" as never)).toThrow('flip received axis: the text "0"');
    expect(() => np.reshape(a, ["6"] as never)).toThrow("reshape received shape");
    expect(() => np.transpose(a, 0 as never)).toThrow("with permutation [0]");
    expect(() => np.tile(a, -1)).toThrow("tile received repeats [-1]");
    expect(() => np.pad(a, 1, { constantValue: 3 } as never)).toThrow("write constantValues instead of constantValue");
    expect(() => np.rot90(a, 0.5)).toThrow("0.5 turns");
  });
});
