import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { moduleText, wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

/** A chain of that many operations, each of which reads the one before alone. */
const chain =
  (operations: number) =>
  (x: NDArray): NDArray => {
    let y = x;
    for (let n = 0; n < operations; n++) y = n % 2 === 0 ? y.mul(1.25) : y.sub(0.5);
    return y;
  };

/** How many operations a statement, which is one line, has at most. */
const longestStatement = (text: string): number =>
  Math.max(...text.split("\n").map((line) => line.split("(f32x4.").length - 1));

test("operations of vectors side by side take turns, of a vector alone they do not", () => {
  const textOf = (operations: number, length: number): string =>
    moduleText(jit(chain(operations), { target: wasm({ threads: 1, relaxedSimd: false }) }).lower(np.zeros([length])));
  expect(longestStatement(textOf(60, 64))).toBe(8);
  expect(longestStatement(textOf(60, 3))).toBe(60);
});

test.each([1, 3, 4, 15, 16, 64, 67])("a long chain of %i numbers has the values of its operations", (length) => {
  const x = np.arange(length).mul(0.25);
  const compiled = jit(chain(60), { target: wasm({ threads: 1, relaxedSimd: false }) });
  expect(compiled(x).toList()).toEqual(chain(60)(x).toList());
});
