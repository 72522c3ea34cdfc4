import { evaluateJaxpr, formatJaxpr, stage, toHost } from "@proj/array/core";
import { compile, interpreter } from "@proj/jit/core";
import { randomProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";

const seeds = Array.from({ length: Number(process.env["RANDOM_PROGRAMS"] ?? 300) }, (_, index) => index);

describe("random programs", () => {
  test("mean the same after lowering", () => {
    for (const seed of seeds) {
      const { apply, operands, types } = randomProgram(seed);
      const { jaxpr, consts } = stage(apply, types, `program ${seed}`);
      const args = [...consts, ...operands()].map((x) => toHost(x, "test"));
      const expected = evaluateJaxpr(jaxpr, args);
      const outputs = expected.map(({ data }) => data.slice().fill(7));
      try {
        compile(`program ${seed}`, jaxpr, interpreter(seed % 2 === 0 ? {} : { packedSize: () => null })).executable.run(
          args.map(({ data }) => data),
          outputs,
        );
        outputs.forEach((output, index) => {
          output.forEach((value, position) => {
            expect(
              Math.abs(value - expected[index]!.data[position]!),
              `output ${index}, element ${position}`,
            ).toBeLessThan(1e-4);
          });
        });
      } catch (error) {
        throw new Error(`program ${seed}: ${String(error)}\n${formatJaxpr(jaxpr)}`, { cause: error });
      }
    }
  });
});
