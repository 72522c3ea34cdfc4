import { castScalar, isZero, realNumber, sameScalar, scalarKey, type ScalarValue } from "@proj/array/core";
import { abstractArray, evaluateBinary, evaluateUnary, formatJaxpr, Literal, parameterKey } from "@proj/array/core";
import { describe, expect, test } from "vitest";

const scalars: readonly ScalarValue[] = [
  ...[0, -0, 1, -1.5, NaN, Infinity, -Infinity],
  ...[0n, 1n, -(2n ** 63n), 2n ** 64n - 1n],
  ...[
    { re: 0, im: 0 },
    { re: 0, im: -0 },
    { re: 1, im: -2 },
    { re: NaN, im: Infinity },
  ],
];

describe("scalars", () => {
  test("are the same as themselves alone, zeros of other signs and numbers of other kinds set apart", () => {
    for (const [i, x] of scalars.entries())
      for (const [j, y] of scalars.entries()) expect(sameScalar(x, y), `${scalarKey(x)} ${scalarKey(y)}`).toBe(i === j);
  });

  test("have a key each, and so do parameters that contain them", () => {
    expect(new Set(scalars.map(scalarKey)).size).toBe(scalars.length);
    const keys = scalars.map((fillValue) => parameterKey({ mode: "fill", fillValue }, "with rules"));
    expect(new Set(keys).size).toBe(scalars.length);
  });

  test("are zero in every kind", () => {
    expect(scalars.filter(isZero)).toEqual([0, -0, 0n, { re: 0, im: 0 }, { re: 0, im: -0 }]);
  });

  test("become elements of a dtype: rounded, wrapped, and without their imaginary part", () => {
    expect(castScalar(0.1, "float32")).toBe(Math.fround(0.1));
    expect(castScalar(2n ** 32n + 5n, "int32")).toBe(5);
    expect(castScalar(-1n, "uint32")).toBe(2 ** 32 - 1);
    expect(castScalar(2n ** 60n + 1n, "float64")).toBe(2 ** 60);
    expect(castScalar({ re: 1.5, im: 2 }, "float32")).toBe(1.5);
    expect(castScalar({ re: 0, im: 2 }, "bool")).toBe(1);
  });

  test("are numbers where a real one is asked for, unless they are pairs", () => {
    expect(realNumber(3n)).toBe(3);
    expect(() => realNumber({ re: 1, im: 0 })).toThrow("a complex number where a real one belongs");
  });

  test("print as NumPy writes them", () => {
    const print = (value: ScalarValue): string => {
      const literal = new Literal(value, abstractArray([], "float32"));
      return /in \((.*):f32/.exec(formatJaxpr({ binders: [], equations: [], outputs: [literal] }))![1]!;
    };
    expect([-0, NaN, 5n, { re: 1, im: -2 }, { re: -0, im: Infinity }].map(print)).toEqual([
      "-0.0",
      "nan",
      "5",
      "(1.0-2.0j)",
      "(-0.0+infj)",
    ]);
  });
});

describe("functions of scalars", () => {
  test("take those kinds of numbers that have a meaning there", () => {
    expect(evaluateUnary("neg", 0, "float32", {})).toBe(-0);
    expect(evaluateUnary("abs", { re: 3, im: 4 }, "float32", {})).toBe(5);
    expect(evaluateUnary("abs", -7n, "int32", {})).toBe(7);
    expect(evaluateUnary("log1p", 7n, "float32", {})).toBeNull();
    expect(evaluateUnary("erfInv", { re: 1, im: 0 }, "float32", {})).toBeNull();
    expect(evaluateBinary("mul", { re: 0, im: 1 }, { re: 0, im: 1 }, "float32")).toBe(-1);
    expect(evaluateBinary("add", 2n ** 32n, 1n, "int32")).toBe(1);
    expect(evaluateBinary("eq", { re: 1, im: 2 }, { re: 1, im: 2 }, "float32")).toBe(1);
    expect(evaluateBinary("lt", 1n, 2n, "int32")).toBe(1);
    expect(evaluateBinary("lt", { re: 1, im: 2 }, { re: 1, im: 2 }, "float32")).toBeNull();
    expect(evaluateBinary("add", 1n, 1, "int32")).toBeNull();
  });
});
