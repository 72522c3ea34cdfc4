import { makeJaxpr, zeros, type NDArray } from "@proj/array";
import { formatJaxpr } from "@proj/array/core";
import { formatProgram, interpreter, lower, packedResult, simplify, validate, type Program } from "@proj/jit/core";
import { describe, expect, test } from "vitest";

const halves = (...shape: number[]): NDArray => zeros(shape, { dtype: "float16" });

describe("programs of halves", () => {
  test("compute in single precision and round after every operation", () => {
    const { jaxpr } = makeJaxpr((x: NDArray, y: NDArray) => x.mul(y).add(1))(halves(4), halves(4));
    expect(formatJaxpr(simplify(jaxpr))).toMatchInlineSnapshot(`
      "{ lambda ; a:f16[4] b:f16[4]. let
          c:f32[4] = convert_element_type[dtype=float32 weak_type=False] a
          d:f32[4] = convert_element_type[dtype=float32 weak_type=False] b
          e:f32[4] = mul c d
          f:f16[4] = convert_element_type[dtype=float16 weak_type=False] e
          g:f32[4] = convert_element_type[dtype=float32 weak_type=False] f
          h:f32[4] = add g 1.0:f32[]
          i:f16[4] = convert_element_type[dtype=float16 weak_type=False] h
        in (i,) }"
    `);
  });

  test("move halves as they are", () => {
    const { jaxpr } = makeJaxpr((x: NDArray) => x.T.reshape([-1]).at([1]).get())(halves(2, 3));
    const primitives = simplify(jaxpr).equations.map(({ primitive }) => primitive);
    expect(primitives).not.toContain("convertElementType");
  });

  test("round constants when they are staged", () => {
    const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(0.1))(halves(4));
    expect(formatJaxpr(jaxpr)).toContain("0.0999755859375:f16[]");
  });

  const packing = interpreter({ packedResult }).limits;
  const lowered = (shape: readonly number[]): Program<"lowered"> =>
    lower("neg", simplify(makeJaxpr((x: NDArray) => x.neg())(halves(...shape)).jaxpr), packing);

  test("store two neighbours of a row of even length in a word", () => {
    expect(formatProgram(lowered([2, 6]))).toMatchInlineSnapshot(`
      "program neg
        %0: f16[12] input
        %1: u32[6] output
      loop 2×3
        e0 = %0[6·i0 + 2·i1]:f16
        e1 = convert e0 to f32
        e2 = neg e1
        e3 = convert e2 to f16
        e4 = %0[6·i0 + 2·i1 + 1]:f16
        e5 = convert e4 to f32
        e6 = neg e5
        e7 = convert e6 to f16
        e8 = packHalves e3 e7
        %1[3·i0 + i1] ← e8"
    `);
  });

  test("pack results whose words reach from row to row in a second pass", () => {
    expect(formatProgram(lowered([3, 5]))).toMatchInlineSnapshot(`
      "program neg
        %0: f16[15] input
        %1: u32[8] output
        %2: f16[15] scratch
      loop 3×5
        e0 = %0[5·i0 + i1]:f16
        e1 = convert e0 to f32
        e2 = neg e1
        e3 = convert e2 to f16
        %2[5·i0 + i1] ← e3
      loop 8
        e0 = %2[2·i0]:f16
        e1 = i0
        e2 = 2:i32
        e3 = mul e1 e2
        e4 = 1:i32
        e5 = add e3 e4
        e6 = gather %2[0] at 1·e5≤14 (fill)
        e7 = packHalves e0 e6
        %1[i0] ← e7"
    `);
  });

  test("are not valid if a step computes with halves", () => {
    const program = lowered([2, 6]);
    const steps = program.steps.map((step) =>
      step.kind !== "loop"
        ? step
        : {
            ...step,
            expressions: step.expressions.map((expression) =>
              expression.op === "unary" ? { ...expression, dtype: "float16" as const } : expression,
            ),
          },
    );
    expect(() => validate({ ...program, steps })).toThrowErrorMatchingInlineSnapshot(
      `[Error: invalid program neg: step 0 (loop), e2: computes halves by unary; this is a defect of the library, please report it]`,
    );
  });
});
