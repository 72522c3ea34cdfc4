import { ConcreteArray, evaluateJaxpr, stage } from "@proj/array/core";
import { compile } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { applyPrimitive, Draw, everySample } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd } from "../src/features.ts";

const samples = everySample.filter(({ sample }) => sample.evaluates);
const variants = hasRelaxedSimd() ? [true, false] : [false];

describe.each(variants)(
  "with relaxed SIMD %s, a compiled program computes what evaluation computes:",
  (relaxedSimd) => {
    const target = wasm({ relaxedSimd });
    test.each(samples.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))(
      "%s",
      (_, { primitive, sample }) => {
        const { operands, params } = sample.make(new Draw(1));
        const types = operands.map((x) => x.aval);
        const { jaxpr, consts } = stage((args) => applyPrimitive(primitive, args, params), types, primitive);
        const args = [...consts, ...operands].map((x) => {
          if (!(x instanceof ConcreteArray)) throw new Error("a sample has traced operands");
          return { shape: x.shape, dtype: x.dtype, data: x.hostData("test") };
        });
        const expected = evaluateJaxpr(jaxpr, args);
        const { executable } = compile(primitive, jaxpr, target);
        const outputs = expected.map(({ data }) => data.slice().fill(7));
        executable.run(
          args.map(({ data }) => data),
          outputs,
        );
        outputs.forEach((output, index) => {
          output.forEach((value, position) => {
            const want = expected[index]?.data[position] ?? NaN;
            if (Object.is(value, want) || value === want) return;
            const message = `output ${String(index)}, element ${String(position)}: ${String(value)} instead of ${String(want)}`;
            expect(Math.abs(value - want), message).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(want)));
          });
        });
      },
    );
  },
);
