import { array } from "@proj/array";
import { choice, key, permutation } from "@proj/random";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { asNDArray, contents } from "./reference.ts";

const keyOf = (c: Case) => asNDArray(input(c, "key"));
const result = (c: Case) => contents(asNDArray(output(c, "result")));

describe("permutation", () => {
  test.each(loadGroup("random", "permutation"))("is that of JAX $name", (c) => {
    const { n, axis = 0, independent = false } = c.params as { n?: number; axis?: number; independent?: boolean };
    const x = n ?? asNDArray(input(c, "x"));
    expect(contents(permutation(keyOf(c), x, { axis, independent }))).toEqual(result(c));
  });

  test("counts axes from the end, too", () => {
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(permutation(key(1), x, { axis: -1 }).toList()).toEqual(permutation(key(1), x, { axis: 1 }).toList());
  });

  test("takes axis and independence by position, too", () => {
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const expected = permutation(key(1), x, { axis: 1, independent: true }).toList();
    expect(permutation(key(1), x, 1, true).toList()).toEqual(expected);
  });

  test("refuses an axis that is not there and a number that is not a count", () => {
    expect(() => permutation(key(0), array([1, 2]), { axis: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: permutation received axis 1 of an array with 1 axes
        expected: an integer from -1 to 0
        to fix:   choose one of the array's axes, or reshape the array first]
    `);
    expect(() => permutation(key(0), -1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: permutation received n = -1
        expected: a count: an integer from 0 to 2³¹ - 1
        to fix:   give the number of elements, or an array of them]
    `);
  });
});

describe("choice", () => {
  test.each(loadGroup("random", "choice"))("is that of JAX for $name", (c) => {
    const {
      n,
      shape,
      replace = true,
      axis = 0,
      mode = "low",
    } = c.params as { n?: number; shape: number[]; replace?: boolean; axis?: number; mode?: "low" | "high" };
    const a = n ?? asNDArray(input(c, "x"));
    const options = "p" in c.inputs ? { replace, axis, mode, p: asNDArray(input(c, "p")) } : { replace, axis };
    expect(contents(choice(keyOf(c), a, shape, options))).toEqual(result(c));
  });

  test("takes its arguments by position or by name", () => {
    const p = array([0.5, 0.25, 0.25]);
    const expected = choice(key(0), 3, [2], { replace: false, p }).toList();
    expect(choice(key(0), 3, [2], false, p).toList()).toEqual(expected);
    expect(choice(key(0), 3, { shape: [2], replace: false, p }).toList()).toEqual(expected);
  });

  test("puts the shape in the place of the axis", () => {
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(choice(key(0), x, [4, 5], { axis: 1 }).shape).toEqual([2, 4, 5]);
    expect(choice(key(0), x, [], { axis: 0 }).shape).toEqual([3]);
  });

  test("refuses more choices than elements, an empty population, and probabilities that do not fit", () => {
    expect(() => choice(key(0), 3, [2, 2], { replace: false })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: choice received choices of shape [2,2] from 3 elements
        expected: no more choices than elements, since none is chosen twice
        to fix:   ask for fewer, or allow repeats with { replace: true }]
    `);
    expect(() => choice(key(0), 0, [1])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: choice received choices of shape [1] from 0 elements
        expected: at least one element to choose from
        to fix:   give a population that is not empty]
    `);
    expect(() => choice(key(0), 3, [2], { p: array([0.5, 0.5]) })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: choice received p that is float32[2], for 3 elements
        expected: one probability for each element: floats of shape [3]
        to fix:   give an array of real numbers with sum 1, as long as the axis that is chosen from]
    `);
  });
});
