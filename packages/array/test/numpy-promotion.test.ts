import * as core from "@proj/array/core";
import * as np from "@proj/array";
import type { ArrayLike, DType, NDArray } from "@proj/array";
import { loadGroup } from "@proj/reference";
import { describe, expect, test } from "vitest";

const binary: Record<string, (x: ArrayLike, y: ArrayLike) => NDArray> = {
  add: np.add,
  multiply: np.multiply,
  true_divide: np.divide,
  floor_divide: np.floorDivide,
  remainder: np.remainder,
  power: np.power,
  maximum: np.maximum,
  arctan2: np.arctan2,
  less: np.less,
  where: (x, y) => np.where(true, x, y),
};

const unary: Record<string, (x: ArrayLike) => NDArray> = {
  negative: np.negative,
  abs: np.abs,
  sign: np.sign,
  square: np.square,
  exp: np.exp,
  sin: np.sin,
  sqrt: np.sqrt,
  floor: np.floor,
  isnan: np.isnan,
  sum: np.sum,
  prod: np.prod,
  mean: np.mean,
  var: np.variance,
  max: np.max,
  argmax: np.argmax,
  cumsum: np.cumsum,
};

const has = (dtype: string): dtype is DType => ["bool", "int32", "uint32", "float32", "float64"].includes(dtype);

/** An operand as the reference values spell it; null for what does not exist here. */
function operand(spelled: string): ArrayLike | null {
  if (spelled === "number bool") return true;
  if (spelled === "number int") return 2;
  if (spelled === "number float") return 2.5;
  const weak = spelled.startsWith("weak ");
  const dtype = spelled.replace("weak ", "");
  return has(dtype) ? core.scalar(1, dtype, weak) : null;
}

/**
 * The cases that have a counterpart: JAX's 64-bit mode only where a float64 takes part. JavaScript writes 2 and 2.0 alike,
 * so an integral number is an integer only beside an integer array.
 */
const cases = [...loadGroup("promotion", "binary"), ...loadGroup("promotion", "unary")].filter(({ name, params }) => {
  // JAX takes a concrete scalar as an exponent for a Python number, and gives the type of the base; arrays are promoted.
  if (/^power\(.*, (number |weak )?(u?int32|bool)\)/.test(name)) return false;
  const operands = [params["x"], params["y"] ?? "bool"] as string[];
  if (operands.some((spelled) => operand(spelled) === null)) return false;
  if (!has((params["dtype"] ?? "bool") as string)) return false;
  if ((params["x64"] === true) !== operands.some((spelled) => spelled.endsWith("float64"))) return false;
  return !operands.includes("number int") || operands.some((spelled) => spelled.endsWith("int32"));
});

describe("the dtype of a result agrees with JAX", () => {
  test.each(cases)("$name", ({ params }) => {
    const f = binary[params["function"] as string];
    const g = unary[params["function"] as string];
    const x = operand(params["x"] as string)!;
    const compute = (): NDArray => (params["y"] === undefined ? g!(x) : f!(x, operand(params["y"] as string)!));
    if (params["error"] === true) expect(compute).toThrow(np.UsageError);
    else if (params["dtype"] === "bool")
      expect(compute().dtype).toBe("bool"); // Weakness of bool has no consequence.
    else
      expect(`${compute().weakType ? "weak " : ""}${compute().dtype}`).toBe(
        `${params["weakType"] === true ? "weak " : ""}${params["dtype"] as string}`,
      );
  });

  test("there are enough cases", () => {
    expect(cases.length).toBeGreaterThan(700);
  });
});

describe("numbers", () => {
  test("an integral number beside an integer array takes its dtype, a fraction makes a float", () => {
    const x = np.array([1, 2], { dtype: "int32" });
    expect(x.add(1).dtype).toBe("int32");
    expect(x.add(0.5).dtype).toBe("float32");
    expect(np.array([1], { dtype: "float64" }).mul(0.1).dtype).toBe("float64");
  });

  test("resultType and promoteTypes say it without computing", () => {
    expect(np.promoteTypes("int32", "uint32")).toBe("int32");
    expect(np.resultType(np.array([true]), np.array([1], { dtype: "uint32" }))).toBe("uint32");
    expect(np.resultType(1, 2)).toBe("float32");
    expect(np.resultType("int32", 2)).toBe("int32");
    expect(np.resultType("float16", np.array([1], "int32"))).toBe("float16");
    expect(() => np.resultType("int128" as DType)).toThrow(/^resultType received dtype: the text "int128"/);
    expect(() => np.promoteTypes("int32", "int128" as DType)).toThrow(/^promoteTypes received dtype/);
  });

  test("limits of dtypes", () => {
    expect(np.finfo("float32")).toEqual({
      dtype: "float32",
      bits: 32,
      eps: 2 ** -23,
      min: -3.4028234663852886e38,
      max: 3.4028234663852886e38,
      smallestNormal: 2 ** -126,
      smallestSubnormal: 2 ** -149,
    });
    expect(np.finfo("float64").eps).toBe(Number.EPSILON);
    expect(() => np.finfo("int32" as "float32")).toThrow(/^finfo received dtype: the text "int32"/);
    expect(np.iinfo("uint32")).toEqual({ dtype: "uint32", bits: 32, min: 0, max: 4294967295 });
  });
});
