import { array, makeJaxpr, whileLoop, type NDArray } from "@proj/array";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("whileLoop", () => {
  it("repeats its body while the condition holds", () => {
    expect(
      whileLoop(
        (x) => x.lt(100),
        (x) => x.mul(2),
        3,
      ).item(),
    ).toBe(192);
  });

  it("returns the initial state if the condition does not hold at first", () => {
    expect(
      whileLoop(
        (x) => x.lt(0),
        (x) => x.add(1),
        5,
      ).item(),
    ).toBe(5);
  });

  it("carries trees, whose types it keeps", () => {
    const [a, b] = [48, 36].map((value) => array(value, { dtype: "int32" })) as [NDArray, NDArray];
    const result = whileLoop(
      ({ b }) => b.ne(0),
      ({ a, b }) => ({ a: b, b: a.sub(a.div(b).astype("int32").mul(b)) }),
      { a, b },
    );
    expectTypeOf(result).toEqualTypeOf<{ a: NDArray; b: NDArray }>();
    expect(result.a.item()).toBe(12);
  });

  it("lets condition and body close over arrays", () => {
    const [limit, step] = [array([10]), array([3])];
    const program = makeJaxpr((x: NDArray) =>
      whileLoop(
        (y) => y.lt(limit).reshape([]),
        (y) => y.add(step),
        x,
      ),
    )(array([1]));
    expect(String(program)).toMatchInlineSnapshot(`
      "{ lambda a:f32[1] b:f32[1]; c:f32[1]. let
          d:f32[1] = while[
            condition={ lambda ; e:f32[1] f:f32[1]. let g:bool[1] = lt f e; h:bool[] = reshape[shape=()] g in (h,) }
            num_condition_consts=1
            body={ lambda ; i:f32[1] j:f32[1]. let k:f32[1] = add j i in (k,) }
            num_body_consts=1
            num_ongoing=0
            reverse=null
          ] a b c
        in (d,) }"
    `);
    expect(
      whileLoop(
        (y) => y.lt(limit).reshape([]),
        (y) => y.add(step),
        array([1]),
      ).toList(),
    ).toEqual([10]);
  });

  it("promotes a weakly typed initial state", () => {
    expect(
      whileLoop(
        (x) => x.lt(1),
        (x) => x.add(array(0.5, { dtype: "float64" })),
        0,
      ).describe(),
    ).toBe("float64[]");
  });

  it("refuses a condition that is not one boolean scalar", () => {
    expect(() =>
      whileLoop(
        (x) => x,
        (x) => x,
        1,
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: whileLoop received a condition that returns weak float32[]
        expected: one boolean scalar, bool[]
        to fix:   compare (x.lt(y)), and reduce several answers to one with all or any]
    `);
    expect(() =>
      whileLoop(
        (x: NDArray) => x.lt(1),
        (x: NDArray) => x,
        array([1, 2]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: whileLoop received a condition that returns bool[2]
        expected: one boolean scalar, bool[]
        to fix:   compare (x.lt(y)), and reduce several answers to one with all or any]
    `);
  });

  it("refuses a body that changes the state's type", () => {
    expect(() =>
      whileLoop(
        (x) => x.at.lt(1),
        (x) => ({ at: x.at.lt(0) }),
        { at: array(1, { dtype: "float32" }) },
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: whileLoop received a body that takes carry['at'] as float32[] and returns it as bool[]
        expected: a carry whose shapes and dtypes the body does not change
        to fix:   convert what the body returns (astype, reshape), or start from an initial value of the type that it returns]
    `);
  });
});
