import { fromHostData } from "@proj/array/core";
import { foldIn, key, PRNGKey, split, subkeys } from "@proj/random";
import { findCase, input, loadGroup, output } from "@proj/reference";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { NDArray } from "@proj/array";
import { asNDArray, contents, shapeOf } from "./reference.ts";

describe("key", () => {
  test.each(loadGroup("random", "key").filter(({ params }) => params.x64 === false))(
    "is that of JAX for $name",
    (c) => {
      expect(contents(key(c.params.seed as number))).toEqual(contents(asNDArray(output(c, "key"))));
    },
  );

  test("is PRNGKey by another name, and of one implementation", () => {
    expect(contents(PRNGKey(42))).toEqual(contents(key(42, { impl: "threefry2x32" })));
    expect(() => PRNGKey(0.5)).toThrow("PRNGKey received seed 0.5");
    expect(() => key(0, { impl: "rbg" } as never)).toThrow('key received impl: the text "rbg"');
  });

  test("counts seeds modulo 2³²", () => {
    expect(key(2 ** 32 + 7).toList()).toEqual(key(7).toList());
    expect(key(2 ** 53 - 1).toList()).toEqual([0, 2 ** 32 - 1]);
  });

  test("takes integer scalars as numbers", () => {
    expect(key(fromHostData(Int32Array.of(-1), [], "int32")).toList()).toEqual(key(-1).toList());
    expect(key(fromHostData(Uint32Array.of(2 ** 32 - 1), [], "uint32")).toList()).toEqual(key(-1).toList());
  });

  test("refuses seeds that are not integers", () => {
    expect(() => key(0.5)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: key received seed 0.5
        expected: one integer: a number up to 2⁵³, or an int32 or uint32 scalar
        to fix:   round it first; for many integers at once, map over them with vmap]
    `);
    expect(() => key(fromHostData(Float32Array.of(1), [], "float32"))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: key received seed float32[]
        expected: one integer: a number up to 2⁵³, or an int32 or uint32 scalar
        to fix:   round it first; for many integers at once, map over them with vmap]
    `);
    expect(() => key(2 ** 53)).toThrow("key received");
    expect(() => key(Number.NaN)).toThrow("key received");
  });
});

describe("split", () => {
  test.each(loadGroup("random", "split").filter(({ outputs }) => "result" in outputs))(
    "is that of JAX for $name",
    (c) => {
      const keys = split(asNDArray(input(c, "key")), shapeOf(c.params.shape));
      expect(contents(keys)).toEqual(contents(asNDArray(output(c, "result"))));
    },
  );

  test("can be chained", () => {
    const c = findCase("random", "split", "a chain of eight from seed 42");
    let chain: NDArray = key(42);
    const found = Array.from({ length: 8 }, () => {
      const [next, subkey] = subkeys(chain);
      chain = next;
      return subkey.toList();
    });
    expect(found).toEqual(asNDArray(output(c, "subkeys")).toList());
    expect(chain.toList()).toEqual(asNDArray(output(c, "chain")).toList());
  });

  test("gives keys that do not depend on how many there are", () => {
    expect((split(key(5), 9).toList() as number[][]).slice(0, 4)).toEqual(split(key(5), 4).toList());
  });

  test("refuses what is not one key, and shapes that are none", () => {
    expect(() => split(split(key(0), 3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: split received uint32[3,2] as the key
        expected: one key, uint32[2]
        to fix:   map over the keys: vmap((key) => split(key, …))(keys)]
    `);
    expect(() => split(fromHostData(Int32Array.of(0, 1), [2], "int32"))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: split received int32[2] as the key
        expected: one key, uint32[2]
        to fix:   make the first key with key(seed), and further ones with split, subkeys or foldIn]
    `);
    expect(() => split(0 as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: split received number 0 as the key
        expected: one key, uint32[2]
        to fix:   make the first key with key(seed), and further ones with split, subkeys or foldIn]
    `);
    expect(() => split(key(0), -1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: split received shape [-1]
        expected: a list of lengths, integers from 0, with fewer than 2³² elements in all
        to fix:   give the lengths of the axes of the result, for example [3, 2]; [] makes one number]
    `);
    expect(() => split(key(0), [2 ** 20, 2 ** 20])).toThrow("fewer than 2³² elements");
  });
});

describe("subkeys", () => {
  test("are the rows of split", () => {
    for (const count of [0, 1, 2, 5]) {
      expect(subkeys(key(3), count).map((subkey) => subkey.toList())).toEqual(split(key(3), count).toList());
    }
  });

  test("come as a list of known length", () => {
    expectTypeOf(subkeys(key(0))).toEqualTypeOf<readonly [NDArray, NDArray]>();
    expectTypeOf(subkeys(key(0), 3)).toEqualTypeOf<readonly [NDArray, NDArray, NDArray]>();
    expectTypeOf(subkeys(key(0), [1, 2].length)).toEqualTypeOf<readonly NDArray[]>();
  });
});

describe("foldIn", () => {
  test.each(loadGroup("random", "fold_in"))("is that of JAX for $name", (c) => {
    const folded = foldIn(asNDArray(input(c, "key")), c.params.data as number);
    expect(contents(folded)).toEqual(contents(asNDArray(output(c, "result"))));
  });

  test("gives the keys of split, one at a time", () => {
    const keys = split(key(9), 5).toList() as number[][];
    for (const [i, expected] of keys.entries()) {
      expect(foldIn(key(9), i).toList()).toEqual(expected);
      expect(foldIn(key(9), fromHostData(Int32Array.of(i), [], "int32")).toList()).toEqual(expected);
    }
  });

  test("refuses data that are not one integer", () => {
    expect(() => foldIn(key(0), 1.5)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: foldIn received data 1.5
        expected: one integer: a number up to 2⁵³, or an int32 or uint32 scalar
        to fix:   round it first; for many integers at once, map over them with vmap]
    `);
    expect(() => foldIn(key(0), fromHostData(Int32Array.of(1, 2), [2], "int32"))).toThrow("data int32[2]");
  });
});
