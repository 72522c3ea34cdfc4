import { evaluateJaxpr, stage, toHost } from "@proj/array/core";
import { compile, interpreter } from "@proj/jit/core";
import { applyPrimitive, Draw, everySample } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";

const samples = everySample.filter(({ sample }) => sample.evaluates);

describe("a lowered program computes what evaluation computes:", () => {
  test.each(samples.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))(
    "%s",
    (_, { primitive, sample }) => {
      const { operands, params } = sample.make(new Draw(1));
      const { jaxpr, consts } = stage(
        (args) => applyPrimitive(primitive, args, params),
        operands.map((x) => x.aval),
        primitive,
      );
      const args = [...consts, ...operands].map((x) => toHost(x, "test"));
      const expected = evaluateJaxpr(jaxpr, args);
      const { executable } = compile(primitive, jaxpr, interpreter());
      const outputs = expected.map(({ data }) => data.slice().fill(7));
      executable.run(
        args.map(({ data }) => data),
        outputs,
      );
      outputs.forEach((output, index) => {
        output.forEach((value, position) => {
          const want = expected[index]!.data[position]!;
          if (Object.is(value, want) || value === want) return;
          expect(
            Math.abs(value - want),
            `output ${index}, element ${position}: ${value} and ${want}`,
          ).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(want)));
        });
      });
    },
  );
});
