import { validate, type BufferSpec } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { blankResults, drawnLoops, fill, misunderstanding, programOf, seeds, toLoop } from "@proj/random-loops";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

const loops = drawnLoops(["float32", "float32", "int32", "uint32", "bool", "float64"]);

describe.each(hasRelaxedSimd() ? [true, false] : [false])("with relaxed SIMD %s", (relaxedSimd) => {
  test.each(seeds())(
    "random loops of seed %i compute what their meaning says, with all strides, tails and dtypes",
    (from) => {
      const target = wasm({ relaxedSimd });
      fc.assert(
        fc.property(loops, fc.integer({ min: 0, max: 1000 }), (drawn, seed) => {
          const buffers: BufferSpec[] = [];
          const loop = toLoop(drawn, buffers);
          const program = programOf([loop], buffers, target.limits);
          validate(program);
          const inputs = program.inputs.map((id, index) => fill(buffers[id!]!, seed + index));
          const results = blankResults(program);
          target.compile(program).run(inputs, results);
          expect(misunderstanding([loop], program, inputs, results)).toBe(null);
        }),
        { seed: from, numRuns: 600 },
      );
    },
  );
});
