import { inspect } from "node:util";
import { arange, array, zeros } from "@proj/array";
import { stage } from "@proj/array/core";
import { describe, expect, test } from "vitest";

describe("toString", () => {
  test("rows on lines of their own, columns aligned", () => {
    expect(
      String(
        array([
          [1, 2.5],
          [-10, 0.125],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "[[    1,   2.5],
       [  -10, 0.125]]"
    `);
  });
  test("matrices with a blank line between them", () => {
    expect(String(arange(8).reshape([2, 2, 2]))).toMatchInlineSnapshot(`
      "[[[0, 1],
        [2, 3]],

       [[4, 5],
        [6, 7]]]"
    `);
  });
  test("scalars and vectors without padding", () => {
    expect(String(array(0.5))).toBe("0.5");
    expect(String(array([1, 20, NaN, -Infinity]))).toBe("[1, 20, NaN, -Infinity]");
    expect(String(array([true, false]))).toBe("[true, false]");
    expect(String(array([]))).toBe("[]");
    expect(String(zeros([2, 0]))).toBe("[[],\n []]");
  });
  test("float32 as the shortest text that is read back, float64 with eight digits", () => {
    expect(String(array([0.1, 1 / 3, 1e-7, 16777216, 1e20, -0]))).toBe(
      "[0.1, 0.33333334, 1e-7, 16777216, 100000000000000000000, -0]",
    );
    expect(String(array([0.1, 1 / 3], { dtype: "float64" }))).toBe("[0.1, 0.33333333]");
  });
  test("long axes are abridged", () => {
    expect(String(arange(1001))).toBe("[0, 1, 2, ..., 998, 999, 1000]");
    expect(String(arange(1000)).length).toBeGreaterThan(4000);
    expect(String(arange(4000).reshape([2, 2000]))).toMatchInlineSnapshot(`
      "[[   0,    1,    2, ..., 1997, 1998, 1999],
       [2000, 2001, 2002, ..., 3997, 3998, 3999]]"
    `);
  });
});

describe("in a console", () => {
  test("the type stands before the values", () => {
    expect(inspect(array([1, 2]))).toBe("f32[2] [1, 2]");
    expect(inspect({ x: array(3, { dtype: "int32" }) })).toBe("{ x: i32[] 3 }");
    expect(
      inspect(
        array([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "f32[2,2] [[1, 2],
                [3, 4]]"
    `);
  });
  test("a traced array shows its type and transformation", () => {
    let shown = "";
    let text = "";
    stage(
      ([x]) => {
        shown = inspect(x);
        text = String(x);
        return [x!];
      },
      [zeros(3).aval],
      "jit of f",
    );
    expect(shown).toBe("traced float32[3] of jit of f");
    expect(text).toBe("float32[3]");
  });
});
