import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { describe, expect, expectTypeOf, test } from "vitest";

const x = np.array([
  [3, 1, 2],
  [4, 6, 5],
]);

describe("methods", () => {
  const pairs: readonly (readonly [name: string, method: NDArray, result: NDArray])[] = [
    ["all", x.all(0), np.all(x, 0)],
    ["any", x.any({ axis: 1, keepdims: true }), np.any(x, { axis: 1, keepdims: true })],
    ["argmax", x.argmax(1), np.argmax(x, 1)],
    ["argmin", x.argmin(), np.argmin(x)],
    ["argsort", x.argsort(0), np.argsort(x, 0)],
    ["astype", x.astype("int32"), np.astype(x, "int32")],
    ["clip", x.clip(2, 5), np.clip(x, 2, 5)],
    ["cumprod", x.cumprod(1), np.cumprod(x, 1)],
    ["cumsum", x.cumsum(), np.cumsum(x)],
    ["diagonal", x.diagonal(1), np.diagonal(x, 1)],
    ["dot", x.dot(x.T), np.dot(x, x.T)],
    ["flatten", x.flatten("F"), np.ravel(x, "F")],
    ["floorDivide", x.floorDivide(2), np.floorDivide(x, 2)],
    ["max", x.max(-1), np.max(x, -1)],
    ["mean", x.mean({ axis: 0 }), np.mean(x, 0)],
    ["min", x.min(-1), np.min(x, -1)],
    ["mod", x.mod(2), np.mod(x, 2)],
    ["mT", x.mT, np.matrixTranspose(x)],
    ["nonzero", x.gt(2).nonzero()[1]!, np.nonzero(x.gt(2))[1]!],
    ["prod", x.prod(1), np.prod(x, 1)],
    ["ptp", x.ptp(0), np.ptp(x, 0)],
    ["ravel", x.ravel(), np.ravel(x)],
    ["repeat", x.repeat(2, 0), np.repeat(x, 2, 0)],
    ["round", x.div(3).round(2), np.round(np.divide(x, 3), 2)],
    ["searchsorted", np.arange(4).searchsorted(2, "right"), np.searchsorted(np.arange(4), 2, "right")],
    ["sort", x.sort({ descending: true }), np.sort(x, { descending: true })],
    ["squeeze", x.reshape(1, 6).squeeze(0), np.ravel(x)],
    ["std", x.std({ axis: 1, ddof: 1 }), np.std(x, { axis: 1, ddof: 1 })],
    ["sum", x.sum(0), np.sum(x, 0)],
    ["swapaxes", x.swapaxes(0, 1), np.swapaxes(x, 0, 1)],
    ["take", x.take(1, 1), np.take(x, 1, 1)],
    ["trace", x.trace(), np.trace(x)],
    ["transpose", x.transpose(1, 0), np.transpose(x, [1, 0])],
    ["var", x.var(0), np.var(x, 0)],
  ];

  test.each(pairs)("%s is the function of that name", (_, method, result) => {
    expect([method.dtype, method.toList()]).toEqual([result.dtype, result.toList()]);
  });

  test("reshape and transpose take numbers one by one", () => {
    expect(x.reshape(3, -1).shape).toEqual([3, 2]);
    expect(x.reshape([3, 2], "F").toList()).toEqual(np.reshape(x, [3, 2], "F").toList());
    expect(np.zeros([2, 3, 4]).transpose(2, 0, 1).shape).toEqual([4, 2, 3]);
    expect(x.transpose([1, 0]).shape).toEqual([3, 2]);
  });

  test("view reads the same bits", () => {
    expect(np.array([1]).view("int32").toList()).toEqual([0x3f800000]);
  });

  test("item gives a boolean for bool arrays", () => {
    expect(x.gt(2).any().item()).toBe(true);
    expect(x.gt(9).any().item()).toBe(false);
    expect(x.max().item()).toBe(6);
    expectTypeOf(x.max().item()).toEqualTypeOf<number>();
    const found: boolean = x.gt(2).any().item();
    expect(found).toBe(true);
  });
});

describe("brackets", () => {
  test("neither write nor read elements", () => {
    const list = np.array([1, 2, 3]) as unknown as number[];
    expect(() => (list[0] = 7)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: JavaScript's brackets received [0] = … of an array float32[3]
        expected: indexing by methods, as arrays cannot change
        to fix:   write y = x.at(0).set(value), which makes a new array]
    `);
    expect(() => list[0]).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: JavaScript's brackets received [0] of an array float32[3]
        expected: indexing by methods, as arrays cannot change
        to fix:   write x.get(0)]
    `);
    expect(np.array([1, 2, 3]).at(0).set(7).toList()).toEqual([7, 2, 3]);
  });

  test("of a traced array do not either", () => {
    const first = (y: NDArray) => (y as unknown as NDArray[])[0]!;
    expect(() => np.makeJaxpr(first)(x)).toThrow("write x.get(0)");
  });

  test("leave the lists of callers alone", () => {
    const shape = [2, 3];
    const zeros = np.zeros(shape);
    const reshaped = np.arange(6).reshape(shape);
    const stretched = np.broadcastTo(1, shape);
    shape[0] = 9;
    expect([zeros, reshaped, stretched].map((y) => y.shape)).toEqual([
      [2, 3],
      [2, 3],
      [2, 3],
    ]);
  });
});
