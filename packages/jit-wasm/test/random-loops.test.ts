import { float64InPairs, wasm } from "@proj/jit-wasm";
import { guarded } from "@proj/generators/hostile-places";
import { blankResults, caseOf, drawnLoops, misunderstanding, seeds } from "@proj/generators/random-loops";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

const drawnLoop = drawnLoops(["float32", "float32", "int32", "uint32", "bool", "float64"]);

const inPairs = { name: "pairs of doubles", options: { relaxedSimd: hasRelaxedSimd(), float64: float64InPairs } };
const oneByOne = { name: "doubles one by one, without relaxed SIMD", options: { relaxedSimd: false } };

describe.each([inPairs, oneByOne])("with $name", ({ options }) => {
  test.each(seeds())(
    "random loops of seed %i compute what their meaning says and touch nothing else, with all strides, tails and dtypes",
    (from) => {
      const target = wasm(options);
      fc.assert(
        fc.property(drawnLoop, fc.integer({ min: 0, max: 1000 }), (drawn, seed) => {
          const { loops, program, inputs } = caseOf([drawn], seed, target.limits);
          const { program: checked, zones } = guarded(program, target.limits);
          const results = blankResults(checked);
          target.compile(checked).run([...inputs, ...zones], results);
          expect(misunderstanding(loops, program, inputs, results)).toBe(null);
          expect(results.slice(program.outputs.length)).toEqual(zones);
        }),
        { seed: from, numRuns: 600 },
      );
    },
  );
});
