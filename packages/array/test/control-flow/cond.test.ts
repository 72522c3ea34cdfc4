import { array, cond, makeJaxpr, switchCase, type NDArray } from "@proj/array";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("cond", () => {
  it.each([
    [true, 1],
    [false, 2],
    [3, 1],
    [0, 2],
    [-0.5, 1],
  ] as const)("takes the branch that %s stands for", (predicate, result) => {
    expect(
      cond(
        predicate,
        () => 1,
        () => 2,
      ).item(),
    ).toBe(result);
  });

  it("takes scalar arrays of any dtype as predicate", () => {
    const chosen = (predicate: NDArray) =>
      cond(
        predicate,
        () => 1,
        () => 2,
      ).item();
    expect(chosen(array(true))).toBe(1);
    expect(chosen(array(2, { dtype: "int32" }))).toBe(1);
    expect(chosen(array(0.25))).toBe(1);
    expect(chosen(array(0))).toBe(2);
  });

  it("passes operands on, and keeps the type of the result's tree", () => {
    const result = cond(
      false,
      (x, y) => ({ sum: x.add(y.a) }),
      (x, y) => ({ sum: x.sub(y.a) }),
      array(5),
      { a: array(3) },
    );
    expectTypeOf(result).toEqualTypeOf<{ sum: NDArray }>();
    expect(result.sum.item()).toBe(2);
  });

  it("shares what several branches close over", () => {
    const [x, y] = [array([1, 2]), array([3, 4])];
    const program = makeJaxpr((p: NDArray) =>
      cond(
        p,
        () => x.add(y),
        () => y.mul(2),
      ),
    )(array(true));
    expect(String(program)).toMatchInlineSnapshot(`
      "{ lambda a:f32[2] b:f32[2]; c:bool[]. let
          d:i32[] = convert_element_type[dtype=int32 weak_type=False] c
          e:f32[2] = cond[
            branches=(
              { lambda ; f:f32[2] g:f32[2]. let h:f32[2] = mul f 2.0:f32[] in (h,) }
              { lambda ; i:f32[2] j:f32[2]. let k:f32[2] = add j i in (k,) }
            )
          ] d a b
        in (e,) }"
    `);
    expect(
      cond(
        true,
        () => x.add(y),
        () => y.mul(2),
      ).toList(),
    ).toEqual([4, 6]);
    expect(
      cond(
        false,
        () => x.add(y),
        () => y.mul(2),
      ).toList(),
    ).toEqual([6, 8]);
  });

  it("brings weakly typed results to the type of the other branch", () => {
    expect(
      cond(
        true,
        () => 1,
        () => array(2, { dtype: "int32" }),
      ).describe(),
    ).toBe("int32[]");
    expect(
      cond(
        true,
        () => array(2, { dtype: "float64" }),
        () => 0.5,
      ).describe(),
    ).toBe("float64[]");
    expect(
      cond(
        true,
        () => array(2, { dtype: "float32" }).mul(1),
        () => 0,
      ).describe(),
    ).toBe("float32[]");
  });

  it("refuses branches whose results differ in type", () => {
    expect(() =>
      cond(
        true,
        () => ({ a: array([1, 2]) }),
        () => ({ a: array(1) }),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: cond received result['a'] is weak float32[] from onFalse and float32[2] from onTrue
        expected: branches whose results have the same shapes and dtypes
        to fix:   convert or broadcast the result of one branch (astype, broadcastTo)]
    `);
    expect(() =>
      cond(
        true,
        () => array(1, { dtype: "float32" }),
        () => array(1, { dtype: "int32" }),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: cond received result is int32[] from onFalse and float32[] from onTrue
        expected: branches whose results have the same shapes and dtypes
        to fix:   convert or broadcast the result of one branch (astype, broadcastTo)]
    `);
  });

  it("refuses branches whose results differ in structure", () => {
    expect(() =>
      cond(
        true,
        () => ({ a: array(1) }),
        () => ({ b: array(1) }) as never,
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: cond received different keys at result: expected object with key 'b', received object without key 'b' and with the additional key 'a'
        expected: trees of one structure
        to fix:   let onTrue return what onFalse returns: one value for each leaf, in the same containers]
    `);
  });

  it("refuses a predicate with axes", () => {
    expect(() =>
      cond(
        array([true, false]),
        () => 1,
        () => 2,
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: cond received a predicate bool[2]
        expected: a scalar
        to fix:   reduce it with all or any, or choose elementwise with where(condition, x, y)]
    `);
  });
});

describe("switchCase", () => {
  const branches = [(x: NDArray) => x, (x: NDArray) => x.mul(10), (x: NDArray) => x.mul(100)];

  it.each([
    [0, 3],
    [1, 30],
    [2, 300],
    [-5, 3],
    [99, 300],
  ])("takes branch %s, clamped to the range of branches", (index, result) => {
    expect(switchCase(index, branches, array(3)).item()).toBe(result);
    expect(switchCase(array(index, { dtype: "int32" }), branches, array(3)).item()).toBe(result);
  });

  it("does not cut the fraction of a number off to make branches agree", () => {
    const integers = array(1, { dtype: "int32" });
    expect(switchCase(2, [() => 0, () => 3, () => integers]).describe()).toBe("int32[]");
    expect(() => switchCase(2, [() => 0, () => 0.5, () => integers])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: switchCase received result is weak float32[] from branches[0] and weak float32[] from branches[1] and int32[] from branches[2]
        expected: branches whose results have the same shapes and dtypes
        to fix:   convert or broadcast the result of one branch (astype, broadcastTo)]
    `);
  });

  it("refuses an index that is not an integer", () => {
    expect(() => switchCase(0.5, branches, array(3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: switchCase received an index weak float32[]
        expected: an integer, or an integer scalar
        to fix:   convert it with astype("int32"); for a boolean use cond]
    `);
    expect(() => switchCase(array(1, { dtype: "float32" }), branches, array(3))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: switchCase received an index float32[]
        expected: an integer, or an integer scalar
        to fix:   convert it with astype("int32"); for a boolean use cond]
    `);
  });

  it("refuses an empty list of branches", () => {
    expect(() => switchCase(0, [])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: switchCase received no branches
        expected: at least one function
        to fix:   list the functions to choose from]
    `);
  });
});
