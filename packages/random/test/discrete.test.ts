import { array, log, type ArrayLike, type IntegerDType } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { bernoulli, categorical, key, rademacher, randint } from "@proj/random";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { asNDArray, contents, shapeOf } from "./reference.ts";

const keyOf = (c: Case) => asNDArray(input(c, "key"));
const result = (c: Case) => contents(asNDArray(output(c, "result")));

describe("randint", () => {
  test.each(loadGroup("random", "randint"))("is that of JAX for $name", (c) => {
    const dtype = c.params.dtype as IntegerDType;
    const isArray = "minval" in c.inputs;
    const minval = isArray ? asNDArray(input(c, "minval")) : (c.params.minval as number);
    const maxval = isArray ? asNDArray(input(c, "maxval")) : (c.params.maxval as number);
    expect(contents(randint(keyOf(c), shapeOf(c.params.shape), minval, maxval, { dtype }))).toEqual(result(c));
  });

  test.each([
    [0, 10],
    [-5, 95],
    [3, 3],
    [4, 1],
    [-(2 ** 31), 2 ** 31 - 1],
  ])("gives from %i to %i the same numbers whether the bounds are numbers or arrays", (lo, hi) => {
    const scalar = (value: number) => fromHostData(Int32Array.of(value), [], "int32");
    expect(randint(key(1), [20], scalar(lo), hi).toList()).toEqual(randint(key(1), [20], lo, hi).toList());
    expect(randint(key(1), [20], lo, scalar(hi)).toList()).toEqual(randint(key(1), [20], lo, hi).toList());
  });

  test("moves bounds into the dtype", () => {
    const beyond = fromHostData(Uint32Array.of(2 ** 32 - 1), [], "uint32");
    expect(randint(key(1), [20], 0, beyond).toList()).toEqual(randint(key(1), [20], 0, 2 ** 31).toList());
    const negative = fromHostData(Int32Array.of(-4), [], "int32");
    expect(randint(key(1), [20], negative, 9, { dtype: "uint32" }).toList()).toEqual(
      randint(key(1), [20], 0, 9, { dtype: "uint32" }).toList(),
    );
  });

  test("refuses bounds that are not integers or do not fit", () => {
    expect(() => randint(key(0), [2], 0, 1.5)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: randint received maxval 1.5
        expected: an integer, or an array of integers
        to fix:   round the bound, or use uniform for real numbers]
    `);
    expect(() => randint(key(0), [2], array([0, 1]), 4)).toThrow("minval float32[2]");
    expect(() => randint(key(0), [2], 0, fromHostData(Int32Array.of(1, 2, 3), [3], "int32")))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: randint received maxval of shape [3] for samples of shape [2]
        expected: a maxval that broadcasts to the shape of the samples
        to fix:   ask for samples of shape [3], or give one maxval for all]
    `);
  });
});

describe("bernoulli", () => {
  test.each(loadGroup("random", "bernoulli"))("is that of JAX for $name", (c) => {
    const p: ArrayLike = "p" in c.inputs ? asNDArray(input(c, "p")) : (c.params.p as number);
    const shape = "shape" in c.params ? shapeOf(c.params.shape) : undefined;
    const { mode } = c.params as { mode?: "low" | "high" };
    expect(contents(bernoulli(keyOf(c), p, shape, mode))).toEqual(result(c));
  });

  test("takes its arguments by name, too", () => {
    const expected = bernoulli(key(0), 0.2, [4], "high").toList();
    expect(bernoulli(key(0), { p: 0.2, shape: [4], mode: "high" }).toList()).toEqual(expected);
    expect(bernoulli(key(0), 0.2, { shape: [4], mode: "high" }).toList()).toEqual(expected);
  });

  test.each(loadGroup("random", "rademacher"))("rademacher is that of JAX for $name", (c) => {
    const { dtype, shape } = c.params as { dtype: "int32" | "float32"; shape: number[] };
    expect(contents(rademacher(keyOf(c), shape, dtype))).toEqual(result(c));
    expect(contents(rademacher(keyOf(c), { shape, dtype }))).toEqual(result(c));
  });

  test("rademacher has its signs", () => {
    const signs = (bernoulli(key(7), 0.5, [9]).toList() as boolean[]).map((x) => (x ? 1 : -1));
    expect(contents(rademacher(key(7), [9]))).toEqual({ dtype: "int32", shape: [9], data: signs });
  });
});

describe("categorical", () => {
  test.each(loadGroup("random", "categorical"))("is that of JAX for $name", (c) => {
    const options = c.params as { axis: number; shape?: number[]; replace?: boolean; mode?: "low" | "high" };
    const logits = asNDArray(input(c, "logits"));
    expect(contents(categorical(keyOf(c), logits, options))).toEqual(result(c));
  });

  test("takes axis, shape and replace by position, too", () => {
    const logits = log(
      array([
        [1, 2, 3],
        [3, 2, 1],
      ]),
    );
    const expected = categorical(key(3), logits, { axis: 1, shape: [3, 2], replace: false }).toList();
    expect(categorical(key(3), logits, 1, [3, 2], false).toList()).toEqual(expected);
  });

  test("draws each category as often as its probability says", () => {
    const p = [0.1, 0.2, 0.3, 0.4];
    const draws = categorical(key(0), log(array(p)), { shape: [8000] }).toList() as number[];
    p.forEach((expected, category) => {
      const found = draws.filter((draw) => draw === category).length / draws.length;
      // Four standard deviations.
      expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / draws.length));
    });
  });

  test("refuses shapes that do not continue the logits, and logits without categories", () => {
    const logits = array([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(() => categorical(key(0), logits, { shape: [3] })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: categorical received samples of shape [3] for logits of shape [2,3] with categories on axis -1
        expected: a shape to whose end [2], the shape of the logits without that axis, can be stretched
        to fix:   leave the shape out for one sample each, or put further axes in front]
    `);
    expect(() => categorical(key(0), array(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: categorical received logits that are weak float32[]
        expected: an array of floats with an axis of categories
        to fix:   give the logarithms of the probabilities, for example log(array([0.2, 0.8]))]
    `);
    expect(() => categorical(key(0), logits, { axis: 2 })).toThrow("categorical received");
    expect(() => categorical(key(0), logits, { shape: [4, 2], replace: false })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: categorical received samples of shape [4,2], 4 from 3 categories
        expected: no more samples than categories, since none is drawn twice
        to fix:   ask for fewer, or allow repeats with { replace: true }]
    `);
  });
});
