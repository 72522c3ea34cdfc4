import { exp, scan, type NDArray } from "@proj/array";
import { abstractArray, convert, evaluateJaxpr, fromHostData, stage, toHost } from "@proj/array/core";
import { compile, formatProgram, fuseMultiplyAdd, interpreter } from "@proj/jit/core";
import { describe, expect, test } from "vitest";

const narrow = interpreter({ dtypes: ["bool", "int32", "uint32", "float32"], fuseMultiplyAdd });
const wide = (x: NDArray): NDArray => convert(x, "float64");
const rounded = (x: NDArray): NDArray => convert(x, "float32");
const types = ["x", "y", "z"].map(() => abstractArray([64], "float32"));

/** Numbers of many magnitudes and both signs, with all their digits. */
const numbers = (seed: number): Float32Array =>
  Float32Array.from({ length: 64 }, (_, n) => Math.sin(n * 7.3 + seed) * 2 ** ((n * 11 + seed) % 40) * 2 ** -20);

const staged = (f: (x: NDArray, y: NDArray, z: NDArray) => NDArray) =>
  stage(([x, y, z]) => [f(x!, y!, z!)], types, "detour").jaxpr;

describe("without float64, what rounds once at the end", () => {
  const detours: Record<string, (x: NDArray, y: NDArray, z: NDArray) => NDArray> = {
    "x · y + z": (x, y, z) => wide(x).mul(wide(y)).add(wide(z)),
    "z + x · y": (x, y, z) => wide(z).add(wide(x).mul(wide(y))),
    "x · y - z": (x, y, z) => wide(x).mul(wide(y)).sub(wide(z)),
    "z - x · y": (x, y, z) => wide(z).sub(wide(x).mul(wide(y))),
    "-x · y + z": (x, y, z) => wide(x).neg().mul(wide(y)).add(wide(z)),
    "constants that are float32": (x, _, z) => wide(x).mul(0.75).add(wide(z)),
    "x · y": (x, y) => wide(x).mul(wide(y)),
    "x + y": (x, y) => wide(x).add(wide(y)),
    "a number taken there and back": (x) => wide(x),
  };
  test.each(Object.entries(detours))("is the same to the last digit: %s", (_, f) => {
    const jaxpr = staged((x, y, z) => rounded(f(x, y, z)));
    const data = [1, 2, 3].map(numbers);
    const expected = evaluateJaxpr(
      jaxpr,
      data.map((one) => toHost(fromHostData(one, [64], "float32"), "test")),
    );
    const result = new Float32Array(64);
    compile("detour", jaxpr, narrow).executable.run(data, [result]);
    expect(result).toEqual(expected[0]!.data);
  });

  test("is a fused multiply-add, and nothing of float64 is left", () => {
    const jaxpr = staged((x, y, z) => rounded(wide(x).mul(wide(y)).add(wide(z))));
    expect(formatProgram(compile("detour", jaxpr, narrow).program)).toMatchInlineSnapshot(`
      "program detour
        %0: f32[64] input
        %1: f32[64] input
        %2: f32[64] input
        %3: f32[64] output
      loop 64
        e0 = %0[i0]:f32
        e1 = %1[i0]:f32
        e2 = %2[i0]:f32
        e3 = fma e0 e1 e2
        %3[i0] ← e3"
    `);
  });

  test("does not leave a loop as float64", () => {
    const jaxpr = staged(
      (x, y, z) =>
        scan((h: NDArray) => [rounded(wide(h).mul(wide(y)).add(wide(z))), null] as const, x, null, { length: 3 })[0],
    );
    expect(formatProgram(compile("detour", jaxpr, narrow).program)).not.toContain("f64");
  });
});

describe("float64 that is meant is refused where there is none", () => {
  test.each<[string, (x: NDArray, y: NDArray) => NDArray]>([
    ["functions", (x) => rounded(exp(wide(x)))],
    ["sums of more than a product", (x, y) => rounded(wide(x).mul(wide(y)).add(wide(x)).add(wide(y)))],
    ["constants with more digits", (x, y) => rounded(wide(x).mul(0.1).add(wide(y)))],
    ["reductions", (x) => rounded(wide(x).sum())],
    ["arrays", (x) => wide(x)],
  ])("%s", (_, f) => {
    expect(() => compile("precise", staged(f), narrow)).toThrow("received an array of dtype float64");
  });

  test("in words", () => {
    expect(() =>
      compile(
        "precise",
        staged((x) => rounded(exp(wide(x)))),
        narrow,
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(precise) received an array of dtype float64
        expected: one of the dtypes of the target interpreter: bool, int32, uint32, float32
        to fix:   convert the inputs with astype, or choose a target that has the dtype]
    `);
  });
});
