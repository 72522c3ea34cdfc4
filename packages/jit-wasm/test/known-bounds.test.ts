import { array, maximum, minimum, type DType, type NDArray } from "@proj/array";
import { jit } from "@proj/jit";
import { float64InPairs, wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

const numbers = [NaN, 0, -0, 1, -1, Infinity, -Infinity, 1e-45, -1e-45, 0.5, -0.5, 2, -3];
const bounds = [0, -0, 0.5, -0.5, 1, NaN, Infinity, -Infinity];
const targets = { "one double after the other": wasm(), "doubles in pairs": wasm({ float64: float64InPairs }) };

describe.each(Object.entries(targets))("with %s, of numbers and a bound that is known", (_, target) => {
  test.each([
    ["maximum", maximum],
    ["minimum", minimum],
  ] as const)("the %s is that of evaluation, with NaN and zeros of both signs, on either side", (_name, extremum) => {
    for (const dtype of ["float32", "float64", "float16", "bfloat16"] satisfies DType[]) {
      for (const bound of bounds) {
        // Whole vectors, and what is left of one.
        for (const length of [8, 13, 3]) {
          const x = array(numbers.slice(0, length), { dtype });
          const known = array(bound, { dtype });
          for (const f of [(y: NDArray) => extremum(y, known), (y: NDArray) => extremum(known, y)])
            expect(jit(f, { target })(x).toList(), `${dtype}, ${String(bound)}`).toStrictEqual(f(x).toList());
        }
      }
    }
  });
});
