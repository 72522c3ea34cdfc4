import {
  argmax,
  array,
  astype,
  cumsum,
  finfo,
  full,
  matmul,
  max,
  mean,
  ones,
  promoteTypes,
  resultType,
  sort,
  sum,
  type ArrayLike,
  type DType,
  type NDArray,
} from "@proj/array";
import { bind, roundToHalf, unaryParams, type BinaryName, type UnaryName } from "@proj/array/core";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

/*
 * What JAX makes of halves, one operation at a time. It computes with them in single precision, as this package does, so results
 * that are rounded correctly are equal, and those of approximate functions are neighbours at most.
 */

const operand = (c: Case, name: string): NDArray => fromTensor(input(c, name));
const functionOf = ({ params }: Case): string => params.function as string;

const half = (values: number[]): NDArray => array(values, { dtype: "float16" });
const neighbours = { relative: 2 ** -10, absolute: 2 ** -24 };
const approximate = new Set(["exp", "log", "tanh", "sin", "erf", "cbrt", "pow", "atan2"]);
const closeness = (name: string): { relative: number; absolute: number } => {
  // Of this one the reference rounds the parts.
  if (name === "logistic") return { relative: 2 ** -9, absolute: 2 ** -16 };
  return approximate.has(name) ? neighbours : { relative: 0, absolute: 0 };
};

describe("half precision", () => {
  test("has the limits of JAX", () => {
    const limits = finfo("float16");
    const { outputs } = findCase("half-precision", "limits", "float16");
    expect([limits.eps, limits.max, limits.min, limits.smallestNormal, limits.smallestSubnormal]).toEqual(
      ["eps", "max", "min", "tiny", "smallest_subnormal"].map((name) => outputs[name]!.data[0]),
    );
  });

  test.each(loadGroup("half-precision", "conversion"))("rounds like JAX from $name", (c) => {
    expectTensor(operand(c, "x").astype("float16"), output(c, "result"));
  });

  test.each(loadGroup("half-precision", "unary"))("gives what $name of JAX gives", (c) => {
    const name = functionOf(c) as UnaryName;
    expectTensor(bind(name, [operand(c, "x")], unaryParams(name))[0], output(c, "result"), closeness(name));
  });

  test.each(loadGroup("half-precision", "binary"))("gives what $name of two halves of JAX gives", (c) => {
    const name = functionOf(c).replace("nextafter", "nextAfter") as BinaryName;
    expectTensor(bind(name, [operand(c, "x"), operand(c, "y")], {})[0], output(c, "result"), closeness(name));
  });

  const folds: Readonly<Record<string, (c: Case) => NDArray>> = {
    sum: (c) => sum(operand(c, "x"), { axis: 1 }),
    mean: (c) => mean(operand(c, "x"), { axis: 1 }),
    max: (c) => max(operand(c, "x"), { axis: 1 }),
    argmax: (c) => argmax(operand(c, "x"), { axis: 1 }),
    sort: (c) => sort(operand(c, "x"), { axis: 1 }),
    matmul: (c) => matmul(operand(c, "x"), operand(c, "y")),
  };

  test.each(loadGroup("half-precision", "fold"))("folds as $name of JAX does", (c) => {
    // Sums round once, in whatever order they were made.
    const isSum = c.name === "sum" || c.name === "mean" || c.name === "matmul";
    expectTensor(folds[c.name]!(c), output(c, "result"), isSum ? neighbours : closeness(c.name));
  });

  test("rounds running sums once, where JAX rounds after every addition", () => {
    const c = findCase("half-precision", "running fold", "cumsum");
    const sums = cumsum(operand(c, "x"), { axis: 1 });
    expect([sums.dtype, sums.shape]).toEqual(["float16", [6, 8]]);
    const [values, terms, ofJax] = [sums.dataSync(), input(c, "x").data, output(c, "result").data];
    let [exact, size] = [0, 0];
    values.forEach((value, k) => {
      const restarts = k % 8 === 0;
      exact = (restarts ? 0 : exact) + terms[k]!;
      size = (restarts ? 0 : size) + Math.abs(terms[k]!);
      expect(value).toBe(roundToHalf(exact));
      // Seven additions, each rounding a number that is no larger than the sum of the terms' sizes.
      expect(Math.abs(value - ofJax[k]!)).toBeLessThanOrEqual(8 * 2 ** -11 * size);
    });
    expect(Array.from(values)).not.toEqual(Array.from(ofJax));
  });

  test.each(loadGroup("half-precision", "promotion"))("joins $name as JAX does", ({ params }) => {
    const value = (kind: unknown): ArrayLike => (kind === "number" ? 1.5 : ones(2, { dtype: kind as DType }));
    expect(resultType(value(params.left), value(params.right))).toBe(params.result);
  });

  test("joins wider floats to them", () => {
    expect(promoteTypes("float16", "float64")).toBe("float64");
    expect(promoteTypes("float32", "float16")).toBe("float32");
  });

  test("rounds what arrays are made from", () => {
    expect(half([0.1, 1e6, -1e-9]).toList()).toEqual([0.0999755859375, Infinity, -0]);
    expect(full([2], 0.1, { dtype: "float16" }).toList()).toEqual([0.0999755859375, 0.0999755859375]);
    expect(astype(array([2049, 2051], { dtype: "int32" }), "float16").toList()).toEqual([2048, 2052]);
  });

  test("prints as few digits as tell halves apart", () => {
    expect(String(half([0.1, 1 / 3, 65504, 2 ** -24]))).toMatchInlineSnapshot(`"[0.1, 0.3333, 65500, 6e-8]"`);
    expect(half([1]).describe()).toBe("float16[1]");
  });

  test("has no dtype of as many bits to be cast to", () => {
    expect(() => bind("bitcastConvertType", [half([1])], { dtype: "uint32" })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: bitcastConvertType received float16[1] with dtype uint32
        expected: dtypes of the same number of bytes
        to fix:   use astype to convert values instead of bits]
    `);
  });
});
