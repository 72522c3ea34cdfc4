import { wasm } from "@proj/jit-wasm";
import { blankResults, foldCases } from "@proj/generators/random-loops";
import { describe, expect, test } from "vitest";

describe("a fold gives its neutral element for nothing, and what its meaning says for more", () => {
  const target = wasm();
  test.each(
    foldCases(["bool", "int32", "uint32", "float32", "float64"], target.limits).map((one) => [one.name, one] as const),
  )("%s", (_, { program, input, expected }) => {
    const results = blankResults(program);
    target.compile(program).run([input], results);
    expect(results).toEqual(expected);
  });
});
