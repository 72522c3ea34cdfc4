import { validate, type BufferSpec } from "@proj/jit/core";
import { drawnLoops, fill, misunderstanding, seeds, toLoop } from "@proj/random-loops";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileLoops, limits, toProgram, type Workers } from "./loop-programs.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

const loops = drawnLoops(["float32", "float32", "int32", "uint32", "bool"]);

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
        const programs = fc.array(loops, { minLength: 1, maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(programs, fc.integer({ min: 0, max: 1000 }), async (samples, seed) => {
            const buffers: BufferSpec[] = [];
            const steps = samples.map((sample) => toLoop(sample, buffers));
            const program = toProgram(steps, buffers);
            validate(program);
            const inputs = program.inputs.map((id, index) => fill(buffers[id!]!, seed + index));
            const compiled = compileLoops(program, workers, capabilities);
            const wrong = misunderstanding(steps, program, inputs, await runProgram(compiled, program, inputs), limits);
            if (wrong === null) return;
            const { code } = compiled.kernels[workers === "a grid" ? wrong.step : 0]!;
            expect.fail(`${wrong.message}\n${code}`);
          }),
          { seed: from, numRuns: 30 },
        );
      },
      240_000,
    );
  });
});
