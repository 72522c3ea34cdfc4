import { caseOf, drawnLoops, misunderstanding, seeds } from "@proj/generators/random-loops";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileLoops, limits, type Workers } from "./loop-programs.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

const drawnLoop = drawnLoops(["float32", "float32", "int32", "uint32", "bool"]);

const without = { ...testCapabilities, subgroups: false, unrolling: null };

describe.each<Workers>(["a grid", "one workgroup"])("on %s", (workers) => {
  describe.each([
    ["with subgroups, written out", testCapabilities],
    ["without subgroups, in loops as they are", without],
  ])("%s", (_, capabilities) => {
    test.each(seeds())(
      "random loops of seed %i compute what their meaning says, with all strides, lengths and dtypes",
      async (from) => {
        // Loops in one program share the arena, the submission and the read-back.
        const programs = fc.array(drawnLoop, { minLength: 1, maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(programs, fc.integer({ min: 0, max: 1000 }), async (drawn, seed) => {
            const { loops, program, inputs } = caseOf(drawn, seed, limits);
            const compiled = compileLoops(program, workers, capabilities);
            const wrong = misunderstanding(loops, program, inputs, await runProgram(compiled, program, inputs), limits);
            if (wrong === null) return;
            const { code } = compiled.kernels[workers === "a grid" ? wrong.step : 0]!;
            expect.fail(`${wrong.message}\n${code}`);
          }),
          { seed: from, numRuns: 12 },
        );
      },
      240_000,
    );
  });
});
