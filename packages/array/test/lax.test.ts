import { array, ones, put, zeros, type NDArray } from "@proj/array";
import { bind, type BinaryName, type UnaryName } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { describe, expect, test } from "vitest";

/** The function of each primitive of one scalar; the names are those of `jax.lax`. */
const unary = { ...lax, not: lax.bitwiseNot, round: lax.roundToEven } satisfies {
  readonly [P in UnaryName]: (x: NDArray) => NDArray;
};

/** The function of each primitive of two scalars. */
const binary = {
  ...lax,
  nextAfter: lax.nextafter,
  and: lax.bitwiseAnd,
  or: lax.bitwiseOr,
  xor: lax.bitwiseXor,
} satisfies { readonly [P in BinaryName]: (x: lax.Term, y: lax.Term) => NDArray };

describe("functions of lax", () => {
  test("neither promote nor broadcast", () => {
    const integers = array([1, 2], { dtype: "int32" });
    expect(() => lax.add(integers, array([1, 2]))).toThrow("operands of one dtype");
    expect(() => lax.add(array([1, 2]), array([[1], [2]]))).toThrow("operands of one shape");
    expect(lax.add(integers, 1).dtype).toBe("int32");
  });

  test("take arrays, and numbers beside arrays", () => {
    expect(() => lax.sin("1" as unknown as NDArray)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: lax.sin received the text "1"
        expected: an array: functions of lax convert nothing but numbers beside arrays
        to fix:   make it one with array(…), or use NumPy's function of @proj/array]
    `);
    expect(() => lax.add(1, 2)).toThrow("lax.add received the number 2");
  });

  test("that change nothing give the array itself", () => {
    const x = array([[1, 2]]);
    expect(lax.reshape(x, [1, 2])).toBe(x);
    expect(lax.transpose(x, [0, 1])).toBe(x);
    expect(lax.slice(x, [0, 0], [1, 2])).toBe(x);
    expect(lax.pad(x, 0, [0, 0], [0, 0])).toBe(x);
    expect(lax.reduceSum(x, [])).toBe(x);
    expect(lax.concatenate([x], 0)).toBe(x);
  });

  test.each(Object.keys(unary).filter((name) => name === "sin" || name === "not"))("%s is its primitive", (name) => {
    const x = name === "not" ? array([true, false]) : array([0.5, 0.25]);
    const primitive = name;
    expect(unary[primitive](x).toList()).toEqual(bind(primitive, [x], {})[0].toList());
  });

  test("of two scalars are their primitives", () => {
    expect(binary.sub(array([5]), 3).toList()).toEqual([2]);
    expect(binary.and(array([true]), array([false])).toList()).toEqual([false]);
  });
});

/* What JAX gives at edges that programs played there have shown. */
describe("as in JAX", () => {
  test("integers of 64 bits sort complex numbers", () => {
    const [keys, values] = lax.sortKeyVal(
      array([2n, 1n]),
      array([
        { re: 1, im: 0 },
        { re: 2, im: 3 },
      ]),
    );
    expect([String(keys), String(values)]).toEqual(["[1, 2]", "[2+3j, 1+0j]"]);
  });

  test("the exclusive or of nothing is false, or 0", () => {
    expect(lax.reduceXor(zeros([0], "bool"), [0]).item()).toBe(false);
    expect(String(lax.reduceXor(zeros([2, 0], "int8"), [1]))).toBe("[0, 0]");
  });

  test("put writes to the nearest element where a position is outside", () => {
    const written = (position: number): string => String(put(zeros([3]), array([position], "int8"), 1));
    expect([3, 7, -3, -4].map(written)).toEqual(["[0, 0, 1]", "[0, 0, 1]", "[1, 0, 0]", "[1, 0, 0]"]);
  });

  test("positions of a slice count from the end too", () => {
    expect(String(lax.sliceInDim(array([1, 2, 3]), -2, null))).toBe("[2, 3]");
    expect(String(lax.sliceInDim(array([1, 2, 3]), null, -1))).toBe("[1, 2]");
  });

  test("a fold is weak where the array and its initial value are", () => {
    const isWeak = (x: NDArray, initial: NDArray | number): boolean => lax.reduce(x, initial, lax.mul, [0]).weakType;
    const weak = lax.convertElementType(ones([3, 3]), "float32", true);
    expect(isWeak(weak, 1)).toBe(true);
    expect(isWeak(weak, ones([]))).toBe(false);
    expect(isWeak(ones([3, 3]), 1)).toBe(false);
  });
});
