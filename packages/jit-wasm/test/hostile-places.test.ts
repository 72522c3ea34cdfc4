import { interpreter } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { checkedCase, drawnOperations, violation } from "@proj/generators/hostile-places";
import { describe, expect, test } from "vitest";

const dtypes = ["float32", "float32", "int32", "uint32", "bool", "float16", "float64"] as const;

describe.each([
  ["WebAssembly", wasm()],
  ["the interpreter", interpreter()],
])("on %s", (_, target) => {
  test.each([1, 2, 3, 4])(
    "what is read and written at places drawn from seed %i stays inside its arrays and is what it is one by one",
    (seed) => {
      const one = checkedCase(drawnOperations(seed, 60, dtypes), target.limits);
      target.compile(one.program).run(one.inputs, one.results);
      expect(violation(one, one.results)).toBe(null);
    },
  );
});
