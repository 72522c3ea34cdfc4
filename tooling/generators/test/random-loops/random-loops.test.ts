import { interpreter, validate, type BufferSpec } from "@proj/jit/core";
import {
  blankResults,
  drawnLoops,
  fill,
  misunderstanding,
  programOf,
  seeds,
  toLoop,
} from "@proj/generators/random-loops";
import fc from "fast-check";
import { expect, test } from "vitest";

const loops = drawnLoops(["float32", "float64", "int32", "uint32", "bool"]);

test.each(seeds())(
  "random loops of seed %i are valid, mean what the interpreter says, and a wrong result is found",
  (from) => {
    const target = interpreter();
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

        const [{ view }] = loop.stores as readonly [(typeof loop.stores)[0]];
        const stored = results[program.outputs.indexOf(view.buffer)]!;
        if (!Number.isFinite(stored[view.offset])) return;
        const right = stored[view.offset]!;
        stored[view.offset] = right === 0 ? 1 : 0;
        // What a sum of magnitudes covers may pass for rounding.
        const isSmall = Math.abs(right) < 1 && right !== 0;
        if (!isSmall) expect(misunderstanding([loop], program, inputs, results)).not.toBe(null);
      }),
      { seed: from, numRuns: 300 },
    );
  },
);
