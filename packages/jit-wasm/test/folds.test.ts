import { array, max, min } from "@proj/array";
import { jit } from "@proj/jit";
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

test("extrema know NaN and the signs of zeros, in lanes of their own axis and of another", () => {
  const rows = [
    [-0, 0, -0],
    [0, -0, -0],
    [-0, -0, -0],
    [NaN, 1, 2],
    [1, -Infinity, NaN],
    [-1, -0, -3],
    [Infinity, 3, -0],
  ];
  const wide = rows.map((row) => [...row, ...row, ...row]);
  const folded = jit((x: ReturnType<typeof array>) => [max(x, 1), min(x, 1), max(x.T, 0), min(x.T, 0)], {
    target: wasm(),
  });
  const extremes = [rows.map((row) => Math.max(...row)), rows.map((row) => Math.min(...row))];
  expect(folded(array(wide)).map((x) => x.toList())).toEqual([...extremes, ...extremes]);
});
