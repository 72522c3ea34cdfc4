import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { loadGroup, output } from "@proj/reference";
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectTensor } from "./support.ts";

describe("array", () => {
  test("numbers become float32, booleans bool, typed arrays keep their type", () => {
    expect(
      np
        .array([
          [1, 2],
          [3, 4],
        ])
        .describe(),
    ).toBe("float32[2,2]");
    expect(np.array([true, false]).describe()).toBe("bool[2]");
    expect(np.array(Float64Array.of(1)).describe()).toBe("float64[1]");
    expect(np.array(Uint32Array.of(2 ** 32 - 1)).toList()).toEqual([2 ** 32 - 1]);
    expect(np.array(Uint8Array.of(255)).describe()).toBe("uint8[1]");
    expect(np.array(Int16Array.of(-1)).describe()).toBe("int16[1]");
    expect(np.array(BigInt64Array.of(-1n)).toList()).toEqual([-1n]);
    expect(np.array([]).describe()).toBe("float32[0]");
    expect(np.array([[], []]).describe()).toBe("float32[2,0]");
  });

  test("copies do not share the memory of their originals, and live where those do", () => {
    const x = np.array([1, 2]);
    const placed = np.devicePut(np.copy(x), np.cpu);
    x.dispose();
    const copied = np.copy(placed);
    placed.dispose();
    expect(copied.toList()).toEqual([1, 2]);
    expect(np.copy(3).describe()).toBe("weak float32[]");
    expect(() => np.copy(x)).toThrow(/disposed of/);
  });

  test("a number alone is weak, unless it is given a dtype", () => {
    expect(np.array(2).describe()).toBe("weak float32[]");
    expect(np.asarray(2).describe()).toBe("weak float32[]");
    expect(np.array(np.asarray(2)).describe()).toBe("weak float32[]");
    expect(np.array(2, "float32").describe()).toBe("float32[]");
    expect(np.asarray(np.asarray(2), "float32").describe()).toBe("float32[]");
    expect(np.array([2]).describe()).toBe("float32[1]");
  });

  test("a number goes to its dtype at once", () => {
    expect(np.array(0.1, "float64").item()).toBe(0.1);
    expect(np.array([0.1], "float64").toList()).toEqual([0.1]);
    expect(np.array(16777217, "int32").item()).toBe(16777217);
    expect(np.full(1, 0.1, "float64").toList()).toEqual([0.1]);
    expect(np.fullLike(np.array([1], "float64"), 0.1).toList()).toEqual([0.1]);
    expect(np.array(0.1).astype("float64").item()).toBe(0.1);
    expect(
      np
        .array(0.1)
        .mul(np.array([1], "float64"))
        .toList(),
    ).toEqual([0.1]);
  });

  test("a number that an integer dtype cannot hold is an error, and astype takes the nearest that it can hold", () => {
    for (const [value, dtype] of [
      [3e9, "int32"],
      [-1, "uint32"],
      [2 ** 32, "uint32"],
      [NaN, "int32"],
    ] as const) {
      expect(() => np.array(value, dtype)).toThrow(`array received the number ${value} for an ${dtype}`);
      expect(() => np.array([0, value], dtype)).toThrow(
        `array received the number ${value} at place 1 for an ${dtype}`,
      );
    }
    expect(() => np.full(2, 3e9, "int32")).toThrow("full received the number 3000000000 where an int32 belongs");
    expect(np.array([3e9, -3e9, NaN]).astype("int32").toList()).toEqual([2 ** 31 - 1, -(2 ** 31), 0]);
    expect(np.array(Float32Array.of(3e9, -3e9, NaN), "int32").toList()).toEqual([2 ** 31 - 1, -(2 ** 31), 0]);
    expect(np.array(3e9).astype("int32").item()).toBe(2 ** 31 - 1);
  });

  test("values are copied, and converted to the dtype asked for", () => {
    const source = Float32Array.of(1.7, -1.7);
    const x = np.array(source);
    source[0] = 9;
    expect(x.get(0).item()).toBeCloseTo(1.7);
    expect(np.array(Float32Array.of(1.7, -1.7), { dtype: "int32" }).toList()).toEqual([1, -1]);
    expect(np.array([3, 0], { dtype: "bool" }).toList()).toEqual([true, false]);
    expect(np.array(Int32Array.of(-1), { dtype: "uint32" }).toList()).toEqual([4294967295]);
  });

  test("arrays in lists are stacked", () => {
    const x = np.array([1, 2]);
    expect(
      np.array([
        [x, x.add(1)],
        [x, x],
      ]).shape,
    ).toEqual([2, 2, 2]);
    expect(np.array([x.sum(), 5]).toList()).toEqual([3, 5]);
  });

  test("asarray gives back an array that it was given", () => {
    const x = np.array([1, 2]);
    expect(np.asarray(x)).toBe(x);
    expect(np.asarray(x, { dtype: "float32" })).toBe(x);
    expect(np.asarray(x, { dtype: "int32" }).dtype).toBe("int32");
  });

  test("its result is an array, whatever goes in", () => {
    expectTypeOf(np.array([[1], [2]])).toEqualTypeOf<NDArray>();
    expectTypeOf(np.array).parameter(0).toEqualTypeOf<np.ArrayInput>();
    // @ts-expect-error a string is no array
    expect(() => np.array("1")).toThrow(np.UsageError);
  });

  test("bigints become int64 and stay exact", () => {
    expect(np.array([1n, 2n ** 62n]).describe()).toBe("int64[2]");
    expect(np.array(2n ** 62n).item<bigint>()).toBe(2n ** 62n);
    expect(np.array([2n ** 64n - 1n], "uint64").toList()).toEqual([2n ** 64n - 1n]);
    expect(np.array([1n, 2]).describe()).toBe("float32[2]");
    expect(np.array([[3n], [4n]], "int8").describe()).toBe("int8[2,1]");
    expect(JSON.stringify(np.array([7n, 2n ** 62n]))).toBe('[7,"4611686018427387904"]');
  });

  test("ndmin puts axes in front", () => {
    expect(np.array(7, { ndmin: 2 }).shape).toEqual([1, 1]);
    expect(np.array([1, 2], { ndmin: 2, dtype: "int32" }).describe()).toBe("int32[1,2]");
    expect(np.array([[1, 2]], { ndmin: 1 }).shape).toEqual([1, 2]);
  });

  test("what cannot become an array", () => {
    // A hole is what is meant.
    // eslint-disable-next-line no-sparse-arrays
    expect(() => np.array([1, , 3] as number[])).toThrow(/^array received undefined at \[1\]/);
    expect(() => np.array([1n, 2n ** 63n])).toThrow(/^array received the number 9223372036854775808 at place 1/);
    expect(() => np.array(undefined as unknown as number)).toThrow(/^array received undefined/);
    expect(() => np.array(new DataView(new ArrayBuffer(1)) as unknown as number)).toThrow(/instance of DataView/);
    expect(() => np.array([np.zeros(2), [1]])).toThrow(/^array received float32\[1\] at \[1\] beside float32\[2\]/);
    expect(() => np.array([1], { ndmin: -1 })).toThrow(/^array received ndmin: the number -1/);
  });

  test("ragged lists are errors with their place", () => {
    expect(() => np.array([[1, 2], [3]])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: array received a list of length 1 beside one of length 2 at [1]
        expected: lists of equal length and depth, of numbers, booleans or arrays
        to fix:   make the rows equally long, for example by padding them]
    `);
    expect(() => np.array([[1, 2], 3])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: array received the number 3 where a list of length 2 was begun at [1]
        expected: lists of equal length and depth, of numbers, booleans or arrays
        to fix:   make the rows equally long, for example by padding them]
    `);
    expect(() => np.array([[1], [[2]]])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: array received a list of length 1 at [1][0]
        expected: lists of equal length and depth, of numbers, booleans or arrays
        to fix:   make the rows equally long, for example by padding them]
    `);
    expect(() => np.array([1, "2" as unknown as number])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: array received the text "2" at [1]
        expected: lists of equal length and depth, of numbers, booleans or arrays
        to fix:   make the rows equally long, for example by padding them]
    `);
  });
});

describe("filled arrays", () => {
  test("zeros, ones and full take a number or a list as shape", () => {
    expect(np.zeros(2).toList()).toEqual([0, 0]);
    expect(np.ones([1, 2], { dtype: "int32" }).describe()).toBe("int32[1,2]");
    expect(np.full([2], true).describe()).toBe("bool[2]");
    expect(np.full([2, 2], np.array([1, 2])).toList()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(np.empty([0, 3]).size).toBe(0);
  });

  test("the forms with Like take shape and dtype from an array", () => {
    const x = np.array([1, 2], { dtype: "int32" });
    expect(np.zerosLike(x).describe()).toBe("int32[2]");
    expect(np.onesLike(x, { dtype: "float64" }).describe()).toBe("float64[2]");
    expect(np.fullLike(x, 2.9).toList()).toEqual([2, 2]);
    expect(np.emptyLike(x, { shape: [3] }).shape).toEqual([3]);
  });

  test("the dtype comes alone or by name", () => {
    expect(np.zeros(2, "int32").describe()).toBe("int32[2]");
    expect(np.ones(2, np.bool_).toList()).toEqual([true, true]);
    expect(np.full(2, 1.5, "int32").toList()).toEqual([1, 1]);
    expect(np.zerosLike(np.zeros(2), "uint32").describe()).toBe("uint32[2]");
    expect(np.identity(1, "int32").describe()).toBe("int32[1,1]");
    expect(np.array([1, 2], "float64").describe()).toBe("float64[2]");
    expect(np.asarray(1, "int32").describe()).toBe("int32[]");
    expect(() => np.zeros(2, "int128" as np.DType)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: zeros received dtype: the text "int128"
        expected: dtype: "bool" or "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" or "bfloat16" or "float16" or "float32" or "float64" or "complex64" or "complex128"
        to fix:   pass dtype as "bool" or "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" or "bfloat16" or "float16" or "float32" or "float64" or "complex64" or "complex128"]
    `);
    expect(() => np.zeros(2, { dytpe: "int32" } as np.DTypeOption)).toThrow(/write dtype instead of dytpe/);
    expect(() => np.astype(np.zeros(2), "float" as np.DType)).toThrow(/^astype received dtype: the text "float"/);
  });

  test("values that are no arrays", () => {
    expect(() => np.full(2, "7" as unknown as number)).toThrow(/^full received the text/);
    expect(() => np.fullLike(np.zeros(2), [1, 2] as unknown as number)).toThrow(/^fullLike received a list/);
    expect(() => np.full([2, 2], np.zeros(3))).toThrow(/^full received float32\[3\] and target shape \[2,2\]/);
    expect(() => np.zeros("2" as unknown as number)).toThrow(/^zeros received the text "2" as shape/);
    expect(() => np.zeros(undefined as unknown as number)).toThrow(/^zeros received undefined as shape/);
  });

  test("broadcastTo takes numbers, and a number as shape", () => {
    expect(np.broadcastTo(7, 2).toList()).toEqual([7, 7]);
    expect(() => np.broadcastTo(np.zeros(2), [3])).toThrow(/^broadcastTo received float32\[2\] and target shape \[3\]/);
  });

  test("lengths that are no lengths", () => {
    expect(() => np.zeros([2, -1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: zeros received shape [2,-1]
        expected: non-negative integers
        to fix:   shapes are known when the program is traced: compute them from other shapes, not from the values of arrays]
    `);
    expect(() => np.zeros(1.5)).toThrow(/non-negative integers/);
  });
});

describe("ranges", () => {
  test.each(loadGroup("reductions", "linspace"))("linspace$name agrees with JAX", (from) => {
    const { start, stop, num } = from.params as { start: number; stop: number; num: number };
    expectTensor(np.linspace(start, stop, num), output(from, "result"), { relative: 3e-7, absolute: 3e-7 });
  });

  test.each(loadGroup("reductions", "arange"))("arange$name agrees with JAX", (from) => {
    const { start, stop, step } = from.params as { start: number; stop: number; step: number };
    expectTensor(np.arange(start, stop, step), output(from, "result"), { relative: 2e-7, absolute: 0 });
  });

  test("linspace hits its end exactly, also between arrays", () => {
    for (const stop of [0.1, 1 / 3, 7e-5, -1e20])
      expect(np.linspace(0.3, stop, 7).get(-1).item()).toBe(Math.fround(stop));
    expect(np.linspace(np.array([0, 1]), np.array([1, 3]), 3, { axis: 1 }).toList()).toEqual([
      [0, 0.5, 1],
      [1, 2, 3],
    ]);
    expect(np.linspace(0, 1, 4, { endpoint: false }).toList()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(np.linspace(0, 10, 3, { dtype: "int32" }).toList()).toEqual([0, 5, 10]);
    expect(np.linspace(-2, 0, 5, { dtype: "int32" }).toList()).toEqual([-2, -2, -1, -1, 0]);
    expect(np.linspace(0, 1, 0).shape).toEqual([0]);
    expect(np.linspace(0, 1, { num: 3 }).toList()).toEqual([0, 0.5, 1]);
    expect(() => np.linspace(0, 1, 2.5)).toThrow(/^linspace received num: the number 2.5/);
    expect(() => np.linspace(0, 1, 5, false as unknown as np.LinspaceOptions)).toThrow(
      /^linspace received false as its options/,
    );
  });

  test("linspace tells the distance of neighbours if asked", () => {
    const [numbers, distance] = np.linspace(0, 1, 5, { retstep: true });
    expect([numbers.toList(), distance.item()]).toEqual([[0, 0.25, 0.5, 0.75, 1], 0.25]);
    expect(np.linspace(0, np.array([1, 2]), { num: 4, endpoint: false, retstep: true })[1].toList()).toEqual([
      0.25, 0.5,
    ]);
    expect(np.linspace(0, 1, 1, { retstep: true })[1].item()).toBeNaN();
  });

  test("arange counts ⌈(stop - start) / step⌉ elements", () => {
    expect(np.arange(0, 1, 0.3).shape).toEqual([4]);
    expect(np.arange(3, 0).shape).toEqual([0]);
    expect(np.arange(3, { dtype: "float32" }).describe()).toBe("float32[3]");
    expect(np.arange(0.5).describe()).toBe("float32[1]");
    expect(np.arange(1, 3, "float32").toList()).toEqual([1, 2]);
    expect(np.arange(1, 6, 2, { dtype: "float64" }).toList()).toEqual([1, 3, 5]);
    expect(() => np.arange(np.array(3) as unknown as number)).toThrow(
      /^arange received start 0, stop weak float32\[\], step 1/,
    );
    expect(() => np.arange("3" as unknown as number)).toThrow(/^arange received start 0, stop the text "3", step 1/);
    expect(() => np.arange(0, 1, 0)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: arange received start 0, stop 1, step 0
        expected: finite numbers and a step that is not 0
        to fix:   arange gives an array of known length; for traced bounds take arange of a static length and scale it]
    `);
  });
});

describe("matrices", () => {
  test("eye, identity and tri", () => {
    expect(np.eye(2, 3, { k: 1 }).toList()).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(np.identity(2, { dtype: "bool" }).toList()).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(np.tri(2, 3, -1).toList()).toEqual([
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });

  test("diag and diagonal undo each other at every offset", () => {
    for (let offset = -3; offset <= 3; offset++) {
      const v = np.array([1, 2, 3]);
      expect(np.diag(np.diag(v, offset), offset).toList()).toEqual([1, 2, 3]);
      expect(np.diag(v, offset).sum().item()).toBe(6);
    }
  });

  test("diagonal takes any two axes, of matrices of any form", () => {
    const x = np.arange(24).reshape([2, 3, 4]);
    for (const [rows, columns] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      for (let offset = -5; offset <= 5; offset++) {
        const other = 3 - rows - columns;
        const expected = Array.from({ length: x.shape[other]! }, (_, k) =>
          Array.from({ length: x.shape[rows]! }, (_, i) => i)
            .filter((i) => i + offset >= 0 && i + offset < x.shape[columns]!)
            .map((i) => {
              const place = [0, 0, 0];
              place[rows] = i;
              place[columns] = i + offset;
              place[other] = k;
              return x.get(...place).item();
            }),
        );
        expect(np.diagonal(x, { offset, axis1: rows, axis2: columns }).toList()).toEqual(expected);
      }
    }
    expect(np.trace(x, { axis1: 1, axis2: 2 }).toList()).toEqual([15, 51]);
  });

  test("triangles of a stack of matrices", () => {
    const x = np.ones([2, 2, 3], { dtype: "int32" });
    expect(np.tril(x).get(1).toList()).toEqual([
      [1, 0, 0],
      [1, 1, 0],
    ]);
    expect(np.triu(x, 1).get(0).toList()).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ]);
    expect(np.tril(x).dtype).toBe("int32");
    expect(() => np.tril(np.zeros(3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: tril received float32[3]
        expected: an array with at least two axes
        to fix:   insert an axis with expandDims, or reshape]
    `);
  });

  test("columns, diagonal and dtype come by place or by name", () => {
    const above = [
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(np.eye(2, 3, 1).toList()).toEqual(above);
    expect(np.eye(2, { M: 3, k: 1 }).toList()).toEqual(above);
    expect(np.eye(2, 3, 1, "int32").describe()).toBe("int32[2,3]");
    expect(np.eye(2, null, 1, { dtype: "bool" }).toList()).toEqual([
      [false, true],
      [false, false],
    ]);
    expect(np.eye(2, "int32").describe()).toBe("int32[2,2]");
    const x = np.arange(6).reshape([2, 3]);
    expect(np.diagonal(x, 1).toList()).toEqual([1, 5]);
    expect(np.diagonal(x, 1, 1, 0).toList()).toEqual([3]);
    expect(np.trace(x, 1).item()).toBe(6);
    expect(np.trace(x, { offset: 1, dtype: "float32" }).describe()).toBe("float32[]");
  });

  test("misuse of matrices", () => {
    expect(() => np.eye(2.5)).toThrow(/^eye received N: the number 2.5/);
    expect(() => np.eye(-1)).toThrow(/^eye received N: the number -1/);
    expect(() => np.eye(2, { offset: 1 } as np.EyeOptions)).toThrow(/^eye received an option "offset"/);
    expect(() => np.tri(2, "3" as unknown as number)).toThrow(/^tri received dtype: the text "3"/);
    expect(() => np.tril(np.zeros([2, 2]), 0.5)).toThrow(/^tril received k: the number 0.5/);
    expect(() => np.trace(np.zeros(2))).toThrow(/^trace received float32\[2\]/);
    expect(() => np.diagonal(np.zeros([2, 2]), { axis: 1 } as np.DiagonalOptions)).toThrow(
      /write axis[12] instead of axis/,
    );
  });

  test("meshgrid takes vectors one by one, and leaves axes of length 1 if asked", () => {
    const [x, y] = np.meshgrid(np.array([1, 2, 3]), np.array([4, 5]));
    expect([x.shape, y.shape]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(np.meshgrid(np.arange(2), np.arange(3), { indexing: "ij", sparse: true }).map((a) => a.toList())).toEqual([
      [[0], [1]],
      [[0, 1, 2]],
    ]);
    expect(() => np.meshgrid(np.arange(2), { indexing: "yx" } as unknown as np.MeshgridOptions)).toThrow(
      /^meshgrid received indexing: the text "yx"/,
    );
  });

  test("meshgrid", () => {
    const [x, y] = np.meshgrid([np.array([1, 2, 3]), np.array([4, 5])]);
    expect(x.toList()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(y.toList()).toEqual([
      [4, 4, 4],
      [5, 5, 5],
    ]);
    expect(np.meshgrid([np.arange(2), np.arange(3), 7], { indexing: "ij" }).map((a) => a.shape)).toEqual([
      [2, 3, 1],
      [2, 3, 1],
      [2, 3, 1],
    ]);
  });
});

test("nothing is counted in booleans", () => {
  const dtype = "bool";
  for (const counts of [
    () => np.arange(3, dtype),
    () => np.indices([2], dtype),
    () => np.indices([2], { dtype, sparse: true }),
    () => np.fromfunction((i) => i, [2], dtype),
    () => lax.iota(dtype, 3),
    () => lax.broadcastedIota(dtype, [2, 3], 1),
  ])
    expect(counts).toThrow(/received dtype: the text "bool"/);
});

test("ranges beside doubles have the precision of doubles", () => {
  expect(np.r_(np.zeros([1], "float64"), "2:3:4j").toList()).toEqual([0, 2, 7 / 3, 2.666666666666667, 3]);
  expect(
    np
      .r_("0:1:0.1", np.zeros([1], "float64"))
      .get(3)
      .item(),
  ).toBeCloseTo(0.3, 15);
  expect(np.r_("0:3", np.zeros([1], "complex128")).describe()).toBe("complex128[4]");
  expect(np.c_("0:2", "0:1:2j").describe()).toBe("float32[2,2]");
});
