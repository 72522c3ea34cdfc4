import type { NDArray, TypedArray } from "@proj/array";
import { evaluateJaxpr, stage, toHost, type Jaxpr } from "@proj/array/core";
import type { Target } from "@proj/jit";
import { compile, manyAtOnce, type Executable, type TargetLimits } from "@proj/jit/core";
import { applyPrimitive, Draw, everySample } from "@proj/generators/primitive-samples";
import { randomProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";
import { emitProgram } from "../src/codegen/program.ts";
import { runProgram, testCapabilities } from "./run-program.ts";
import { limits } from "./step-programs.ts";

/*
 * Functions as they are staged, simplified, lowered, scheduled and emitted. What is worth a dispatch of its own is set so low
 * that small programs are cut as large ones are. Variants that bind alike share the kernels in which they do not differ.
 */

const variants: readonly (readonly [string, Partial<TargetLimits>])[] = [
  ["every step alone", { parallelism: manyAtOnce({ privateBytes: 0, width: 1, smallStep: 0 }), bindings: 2 }],
  [
    "small steps together",
    { parallelism: manyAtOnce({ privateBytes: 4096, width: 64, smallStep: 4096 }), bindings: 7 },
  ],
  [
    "scans by tiles",
    { tileRows: () => 2, parallelism: manyAtOnce({ privateBytes: 8192, width: 16, smallStep: 64 }), bindings: 7 },
  ],
];

const nothing: Executable = { byteSize: 0 };

/** What the device computes for a Jaxpr. */
function runJaxpr(
  name: string,
  jaxpr: Jaxpr,
  inputs: readonly TypedArray[],
  changes: Partial<TargetLimits>,
): Promise<TypedArray[]> {
  const target: Target<Executable> = { name: "webgpu", limits: { ...limits, ...changes }, compile: () => nothing };
  const { program } = compile(name, jaxpr, target);
  return runProgram(emitProgram(program, testCapabilities), program, inputs);
}

async function check(
  name: string,
  jaxpr: Jaxpr,
  operands: readonly NDArray[],
  changes: Partial<TargetLimits>,
  tolerance: number,
): Promise<void> {
  const args = operands.map((x) => toHost(x, "test"));
  const expected = evaluateJaxpr(jaxpr, args);
  const actual = await runJaxpr(
    name,
    jaxpr,
    args.map(({ data }) => data),
    changes,
  );
  expected.forEach(({ data }, output) => {
    const largest = [...data].reduce((most, x) => (Math.abs(x) < Infinity ? Math.max(most, Math.abs(x)) : most), 1);
    data.forEach((want, position) => {
      const value = actual[output]?.[position] ?? Number.NEGATIVE_INFINITY;
      if (Object.is(value, want) || value === want) return;
      const message = `output ${String(output)}, element ${String(position)}: ${String(value)} instead of ${String(want)}`;
      expect(Math.abs(value - want), message).toBeLessThanOrEqual(tolerance * largest);
    });
  });
}

describe.each(variants)("with %s, a compiled program computes what evaluation computes:", (_, changes) => {
  const samples = everySample.filter(({ sample }) => sample.evaluates);

  test.each(samples.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))(
    "%s",
    { timeout: 60_000 },
    async (_, { primitive, sample }) => {
      const { operands, params } = sample.make(new Draw(1));
      const types = operands.map((x) => x.aval);
      const { jaxpr, consts } = stage((args) => applyPrimitive(primitive, args, params), types, primitive);
      if (jaxpr.outputs.some(({ aval }) => aval.dtype === "float64")) {
        const target: Target<Executable> = { name: "webgpu", limits, compile: () => nothing };
        expect(() => compile(primitive, jaxpr, target)).toThrow("float64");
        return;
      }
      await check(primitive, jaxpr, [...consts, ...operands], changes, 1e-5);
    },
  );

  test.each(Array.from({ length: 6 }, (_, part) => part))(
    "random programs, part %i",
    { timeout: 600_000 },
    async (part) => {
      for (let seed = 10 * part; seed < 10 * part + 10; seed++) {
        const { apply, types, operands } = randomProgram(seed);
        const { jaxpr, consts } = stage(apply, types, `program ${String(seed)}`);
        await check(`program${String(seed)}`, jaxpr, [...consts, ...operands()], changes, 1e-4);
      }
    },
  );
});
