import * as lax from "@proj/array/lax";
import * as special from "@proj/array/special";
import * as np from "@proj/array";
import type { ArrayLike, NDArray } from "@proj/array";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectTensor, fromTensor, type Closeness } from "./support.ts";

const exact: Closeness = { relative: 0, absolute: 0 };
/** JAX's kernels are approximations of a few units in the last place; here a double is computed and rounded. */
const approximate = (dtype: string): Closeness =>
  dtype === "float32" ? { relative: 4e-6, absolute: 1.2e-38 } : { relative: 2e-13, absolute: 2.3e-308 };

/** JAX takes numbers below the normal ones for zero on some machines, so they are not compared. */
function normal(from: Case): (index: number) => boolean {
  const smallest = from.params["dtype"] === "float64" ? 2 ** -1022 : 2 ** -126;
  const isNormal = (value: number): boolean => value === 0 || !(Math.abs(value) < smallest);
  return (index) => Object.values(from.inputs).every(({ data }) => isNormal(data[index]!));
}

const unary: Record<string, (x: ArrayLike) => NDArray> = {
  neg: np.negative,
  sign: np.sign,
  abs: np.abs,
  ceil: np.ceil,
  floor: np.floor,
  round_half_to_even: np.round,
  is_finite: np.isfinite,
  exp: np.exp,
  exp2: np.exp2,
  expm1: np.expm1,
  log: np.log,
  log1p: np.log1p,
  sqrt: np.sqrt,
  rsqrt: (x) => lax.rsqrt(x as NDArray),
  cbrt: np.cbrt,
  logistic: special.expit,
  square: np.square,
  sin: np.sin,
  cos: np.cos,
  tan: np.tan,
  asin: np.asin,
  acos: np.acos,
  atan: np.atan,
  sinh: np.sinh,
  cosh: np.cosh,
  tanh: np.tanh,
  asinh: np.asinh,
  acosh: np.acosh,
  atanh: np.atanh,
  erf: special.erf,
  erfc: special.erfc,
  erf_inv: special.erfinv,
  bitwise_not: np.bitwiseNot,
};

const binary: Record<string, (x: ArrayLike, y: ArrayLike) => NDArray> = {
  add: np.add,
  sub: np.subtract,
  mul: np.multiply,
  floor_divide: np.floorDivide,
  remainder: np.remainder,
  pow: np.power,
  power: np.power,
  max: np.maximum,
  min: np.minimum,
  fmax: np.fmax,
  fmin: np.fmin,
  atan2: np.atan2,
  hypot: np.hypot,
  logaddexp: np.logaddexp,
  eq: np.equal,
  ne: np.notEqual,
  lt: np.less,
  le: np.lessEqual,
  gt: np.greater,
  ge: np.greaterEqual,
  bitwise_and: np.bitwiseAnd,
  bitwise_or: np.bitwiseOr,
  bitwise_xor: np.bitwiseXor,
  shift_left: np.leftShift,
};

/** A parameter that is a text. */
const text = ({ params }: Case, name: "function" | "dtype"): string => params[name] as string;

const inexact = new Set([
  "exp",
  "exp2",
  "expm1",
  "log",
  "log1p",
  "rsqrt",
  "cbrt",
  "logistic",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "erf",
  "erfc",
  "erf_inv",
  "pow",
  "atan2",
  "hypot",
  "logaddexp",
  "square",
  "sqrt",
  "remainder",
  "floor_divide",
]);
const closeness = (from: Case): Closeness =>
  inexact.has(text(from, "function")) && text(from, "dtype").startsWith("float")
    ? approximate(text(from, "dtype"))
    : exact;

describe("elementwise functions agree with JAX at edge values", () => {
  test.each(loadGroup("elementwise", "unary").filter((from) => text(from, "function") in unary))("$name", (from) => {
    expectTensor(
      unary[text(from, "function")]!(fromTensor(input(from, "x"))),
      output(from, "result"),
      closeness(from),
      normal(from),
    );
  });

  test.each(loadGroup("elementwise", "binary").filter((from) => text(from, "function") in binary))("$name", (from) => {
    expectTensor(
      binary[text(from, "function")]!(fromTensor(input(from, "x")), fromTensor(input(from, "y"))),
      output(from, "result"),
      closeness(from),
      normal(from),
    );
  });

  test.each(loadGroup("reductions", "rounding"))("$name", (from) => {
    const functions: Record<string, (x: NDArray) => NDArray> = { round: np.round, rint: np.round, trunc: np.trunc };
    expectTensor(functions[text(from, "function")]!(fromTensor(input(from, "x"))), output(from, "result"));
  });
});

describe("elementwise functions agree with their formulas", () => {
  const x = np.array([-2.5, -0.5, 0, 0.25, 3]);
  const values = [-2.5, -0.5, 0, 0.25, 3];
  const formulas: Record<string, [actual: NDArray, formula: (x: number) => number]> = {
    log2: [np.log2(np.abs(x).add(1)), (v) => Math.log2(Math.abs(v) + 1)],
    log10: [np.log10(np.abs(x).add(1)), (v) => Math.log10(Math.abs(v) + 1)],
    deg2rad: [np.deg2rad(x), (v) => (v * Math.PI) / 180],
    rad2deg: [np.rad2deg(x), (v) => (v * 180) / Math.PI],
    reciprocal: [np.reciprocal(x.add(5)), (v) => 1 / (v + 5)],
    logit: [special.logit(special.expit(x)), (v) => v],
    entr: [special.entr(np.abs(x)), (v) => (v === 0 ? 0 : -Math.abs(v) * Math.log(Math.abs(v)))],
    xlogy: [special.xlogy(x, np.abs(x)), (v) => (v === 0 ? 0 : v * Math.log(Math.abs(v)))],
    xlog1py: [special.xlog1py(x, np.abs(x)), (v) => v * Math.log1p(Math.abs(v))],
    "round to one decimal": [np.round(np.multiply(x, 1.27), 1), (v) => Math.round(v * 12.7) / 10],
    "clip to [-1, 1]": [np.clip(x, -1, 1), (v) => Math.min(1, Math.max(-1, v))],
    "clip above only": [np.clip(x, null, 0), (v) => Math.min(0, v)],
  };
  test.each(Object.keys(formulas))("%s", (name) => {
    const [actual, formula] = formulas[name]!;
    actual
      .dataSync()
      .forEach((value, index) =>
        expect(Math.abs(value - formula(values[index]!))).toBeLessThanOrEqual(2e-7 * Math.max(1, Math.abs(value))),
      );
  });

  // Euclid's algorithm does not end there in JAX.
  test.each([
    ["int8", -128],
    ["int16", -32768],
    ["int32", -2147483648],
  ] as const)("divisors and multiples of the least %s are those of NumPy", (dtype, least) => {
    const x = np.array([least, -1 - least, 0, 1, 6, least, -1], dtype);
    expect(np.gcd(x, np.array(least, dtype)).toList()).toEqual([least, 1, least, 1, 2, least, 1]);
    expect(np.lcm(x, np.array(least, dtype)).toList()).toEqual([least, least, 0, least, least, least, least]);
  });

  test("integers to the power of integers wrap to 32 bits", () => {
    const [base, exponent] = [
      [3, -3, 2, -1, 1, 0, 0, 5],
      [40, 3, 31, -3, -2, 0, -1, -2],
    ].map((list) => np.array(list, { dtype: "int32" })) as [NDArray, NDArray];
    expect(np.power(base, exponent).toList()).toEqual([
      Number(BigInt.asIntN(32, 3n ** 40n)),
      -27,
      -(2 ** 31),
      -1,
      1,
      1,
      0,
      0,
    ]);
  });

  test("rounding to decimals neither overflows halves nor asks for more digits than there are", () => {
    const halves = np.array([65504, 1.25, -0.26], { dtype: "float16" });
    expect(np.round(halves, 1).toList()).toEqual([65504, 1.2001953125, -0.300048828125]);
    expect(np.round(np.array([1.5, 3e38]), 40).toList()).toEqual([1.5, Math.fround(3e38)]);
  });

  test("rounding leaves integers as they are", () => {
    const n = np.array([15, -25], { dtype: "int32" });
    expect(np.floor(n).dtype).toBe("int32");
    expect(np.round(n, 2).toList()).toEqual([15, -25]);
    expect(np.round(n, -1).toList()).toEqual([20, -20]);
  });

  test("shifting right copies the sign of int32 only", () => {
    expect(np.rightShift(np.array([-8], { dtype: "int32" }), 1).toList()).toEqual([-4]);
    expect(np.rightShift(np.array([2 ** 31], { dtype: "uint32" }), 1).toList()).toEqual([2 ** 30]);
  });

  test("nanToNum replaces NaN and infinities", () => {
    expect(np.nanToNum(np.array([NaN, 1, Infinity, -Infinity]), { nan: 7, posinf: 8 }).toList()).toEqual([
      7,
      1,
      8,
      np.finfo("float32").min,
    ]);
    expect(np.isinf(np.array([1, -Infinity, NaN])).toList()).toEqual([false, true, false]);
    expect(np.isnan(np.array([1], { dtype: "int32" })).toList()).toEqual([false]);
  });
});

describe("choosing", () => {
  test("where broadcasts its three operands and promotes two", () => {
    const chosen = np.where(np.array([[true], [false]]), np.array([1, 2], { dtype: "int32" }), 0.5);
    expect(chosen.describe()).toBe("weak float32[2,2]");
    expect(chosen.toList()).toEqual([
      [1, 2],
      [0.5, 0.5],
    ]);
  });

  test("where and nonzero find positions", () => {
    const x = np.array([
      [0, 1],
      [1, 1],
    ]);
    const lists = (positions: readonly NDArray[]): unknown => positions.map((position) => position.toList());
    expect(lists(np.where(x))).toEqual([
      [0, 1, 1],
      [1, 0, 1],
    ]);
    expect(lists(np.where(x, { size: 5, fillValue: -1 }))).toEqual([
      [0, 1, 1, -1, -1],
      [1, 0, 1, -1, -1],
    ]);
    expect(lists(np.nonzero(x, { size: 2 }))).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(lists(np.nonzero(x, { size: 4, fillValue: [7, 8] }))).toEqual([
      [0, 1, 1, 7],
      [1, 0, 1, 8],
    ]);
    expect(lists(np.nonzero(np.zeros([0, 2]), { size: 1 }))).toEqual([[0], [0]]);
    expect(np.nonzero(np.zeros(3))[0]!.describe()).toBe("int32[0]");
  });

  test("where with one branch, and positions of what is not known", () => {
    expect(() => np.where(true, np.zeros(2))).toThrow(/^where received x, but no y/);
    expect(() => np.where(true, np.zeros(2), undefined as unknown as number)).toThrow(/^where received undefined/);
    expect(() => np.nonzero(1)).toThrow(/^nonzero received a scalar/);
    expect(() => np.makeJaxpr((x: NDArray) => np.where(x))(np.zeros(2))).toThrow(
      /^where received a traced array float32\[2\] without size/,
    );
    expect(() => np.where(np.zeros(2), { size: -1 })).toThrow(/^where received size: the number -1/);
    expect(() => np.where(np.zeros(2), { size: 1, fillValue: [1, 2] })).toThrow(/^where received fillValue/);
  });

  test("select takes the first condition that holds", () => {
    const x = np.arange(6);
    expect(np.select([x.lt(2), x.lt(4)], [x, x.mul(10)], -1).toList()).toEqual([0, 1, 20, 30, -1, -1]);
  });

  test("logical functions take what is not zero as true", () => {
    const [a, b] = [np.array([0, 1, 2, 0]), np.array([0, 0, 3, 4])];
    expect(np.logicalAnd(a, b).toList()).toEqual([false, false, true, false]);
    expect(np.logicalOr(a, b).toList()).toEqual([false, true, true, true]);
    expect(np.logicalXor(a, b).toList()).toEqual([false, true, false, true]);
    expect(np.logicalNot(a).toList()).toEqual([true, false, false, true]);
  });

  test("closeness", () => {
    const nan = np.array([NaN, Infinity, 1]);
    expect(np.isclose(nan, nan).toList()).toEqual([false, true, true]);
    expect(np.isclose(nan, nan, { equalNan: true }).toList()).toEqual([true, true, true]);
    expect(np.isclose(Infinity, -Infinity).item()).toBe(false);
    expect(np.isclose(1, Infinity).item()).toBe(false);
    expect(np.isclose(np.array([1, 1]), np.array([1.1, 1.1]), { rtol: np.array([0.2, 0.01]) }).toList()).toEqual([
      true,
      false,
    ]);
    expect(np.isclose(np.array([0.1], { dtype: "float64" }), 0.1, { rtol: 0, atol: 1e-12 }).toList()).toEqual([true]);
  });

  test("predicates give JavaScript booleans", () => {
    const nan = np.array([NaN, Infinity, 1]);
    expect(np.allclose(np.array([1, 2]), np.array([1, 2.1]), { atol: 0.2 })).toBe(true);
    expect(np.allclose(np.array([1, 2]), np.array([1, 2.1]))).toBe(false);
    expect(np.arrayEqual(np.array([1, 2]), np.array([1, 2, 3]))).toBe(false);
    expect(np.arrayEqual(nan, nan)).toBe(false);
    expect(np.arrayEqual(nan, nan, { equalNan: true })).toBe(true);
    const rows = np.array([
      [1, 2],
      [1, 2],
    ]);
    expect(np.arrayEquiv(rows, np.array([1, 2]))).toBe(true);
    expect(np.arrayEquiv(np.array([1, 2]), rows)).toBe(true);
    expect(np.arrayEquiv(rows, np.array([2, 1]))).toBe(false);
    expect(np.arrayEquiv(rows, np.array([1, 2, 3]))).toBe(false);
    expectTypeOf(np.allclose(1, 1)).toEqualTypeOf<boolean>();
  });

  test("clip takes its bounds by place or by name", () => {
    const x = np.array([-2, 0.5, 7]);
    expect(np.clip(x, 0, 1).toList()).toEqual([0, 0.5, 1]);
    expect(np.clip(x, 0).toList()).toEqual([0, 0.5, 7]);
    expect(np.clip(x, { max: 1 }).toList()).toEqual([-2, 0.5, 1]);
    expect(np.clip(x, { min: np.array([-1, 1, 9]), max: 8 }).toList()).toEqual([-1, 1, 8]);
  });

  test("synonyms of NumPy are the same functions", () => {
    expect([np.absolute, np.invert, np.bitwiseInvert, np.trueDivide, np.pow, np.around]).toEqual([
      np.abs,
      np.bitwiseNot,
      np.bitwiseNot,
      np.divide,
      np.power,
      np.round,
    ]);
    expect([np.bitwiseLeftShift, np.bitwiseRightShift, np.radians, np.degrees, np.arcsin]).toEqual([
      np.leftShift,
      np.rightShift,
      np.deg2rad,
      np.rad2deg,
      np.asin,
    ]);
  });

  test("divmod gives quotient and rest, and rint a float", () => {
    const [quotient, rest] = np.divmod(np.array([7, -7], { dtype: "int32" }), 3);
    expect([quotient.toList(), rest.toList()]).toEqual([
      [2, -3],
      [1, 2],
    ]);
    expect(np.rint(np.array([1, 2], { dtype: "int32" })).describe()).toBe("float32[2]");
    expect(np.rint(np.array([0.5, -1.5])).toList()).toEqual([0, -2]);
  });
});

describe("errors", () => {
  test("shapes that do not broadcast", () => {
    expect(() => np.add(np.zeros([2, 3]), np.zeros(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received arrays of shapes [2,3] and [2]
        expected: axes that are equal, or 1, counted from the last
        to fix:   reshape or transpose one array, or insert an axis of length 1 with expandDims]
    `);
  });
  test("a list instead of an array", () => {
    expect(() => np.add([1, 2] as unknown as number, 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: add received a list of length 2
        expected: an array, a number or a boolean
        to fix:   make it an array first: array(value)]
    `);
  });
  test("bits of floats", () => {
    expect(() => np.bitwiseAnd(np.zeros(2), 1)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: bitwiseAnd received float32[2]
        expected: an array of bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
        to fix:   compare, or convert with astype]
    `);
  });
  test("the function that was called is named", () => {
    expect(() => np.negative(np.array([true]))).toThrow(/^negative received bool\[1\]/);
    expect(() => np.leftShift(np.zeros(2), 1)).toThrow(/^leftShift received float32\[2\]/);
    expect(() => np.invert(np.zeros(2))).toThrow(/^bitwiseNot received float32\[2\]/);
    expect(() => np.divide("1" as unknown as number, 2)).toThrow(/^divide received the text/);
  });
  test("options that do not exist, and values that do not fit", () => {
    expect(() => np.isclose(1, 1, { equalNaN: true } as np.Tolerance)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: isclose received an option "equalNaN", which it does not know
        expected: any of equalNan, rtol, atol
        to fix:   write equalNan instead of equalNaN]
    `);
    expect(() => np.allclose(1, 1, 1e-3 as np.Tolerance)).toThrow(/^allclose received the number 0.001 as its options/);
    expect(() => np.clip(np.zeros(2), { lower: 0 } as np.ClipOptions)).toThrow(/^clip received an option "lower"/);
    expect(() => np.nanToNum(1, { nan: "0" as unknown as number })).toThrow(/^nanToNum received nan: the text "0"/);
    expect(() => np.round(np.zeros(2), 0.5)).toThrow(/^round received decimals: the number 0.5/);
  });
  test("a predicate of traced arrays", () => {
    const f = (x: NDArray): NDArray => (np.allclose(x, 1) ? x : x.neg());
    expect(() => np.makeJaxpr(f)(np.zeros(2))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: allclose received arrays traced by makeJaxpr of f
        expected: arrays whose values are on the host: it answers with a JavaScript boolean, at once
        to fix:   use the array all(isclose(x, y)), with where or cond in place of JavaScript's if]
    `);
  });
  test("select with lists of different lengths", () => {
    expect(() => np.select(true as unknown as NDArray[], [1])).toThrow(
      /^select received true as conditions and a list/,
    );
    expect(() => np.select([true], [])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: select received 1 conditions and 0 choices
        expected: as many conditions as choices, at least one
        to fix:   pair each choice with its condition, and give what remains as the third argument]
    `);
  });
});

test("hypot of weak scalars is weak, and of weak arrays strong", () => {
  const weak = lax.convertElementType(np.ones([2]), "float32", true);
  expect(np.hypot(3, 4).weakType).toBe(true);
  expect(np.hypot(weak.at(0).get(), -1).weakType).toBe(true);
  expect(np.hypot(weak, -1).weakType).toBe(false);
});
