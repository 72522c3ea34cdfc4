import type { DType, TypedArray } from "@proj/array";
import type { Program } from "@proj/jit/core";
import { KernelBuilder } from "../src/codegen/wgsl/kernel-builder.ts";
import { Layout } from "../src/codegen/wgsl/layout.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

/** Arrays of one length, and what they hold. */
export interface Operand {
  readonly dtype: DType;
  readonly data: TypedArray;
}

/** A scalar expression of operands' elements. */
export type Spelling = (kernel: KernelBuilder, ...operands: readonly string[]) => string;

/**
 * The values of a WGSL expression at each element of arrays.
 *
 * @param spelling - gives the expression, from those of the elements.
 * @param dtype - the dtype of the values.
 * @param operands - the arrays.
 */
export async function evaluate(
  spelling: Spelling,
  dtype: DType,
  operands: readonly Operand[],
): Promise<{ readonly values: TypedArray; readonly milliseconds: number; readonly code: string }> {
  const size = operands[0]?.data.length ?? 0;
  const inputs = operands.map((_, index) => index);
  const output = operands.length;
  const buffers: Program["buffers"] = [
    ...operands.map((operand) => ({ dtype: operand.dtype, size, role: "input" as const })),
    { dtype, size, role: "output" },
  ];
  const program: Program = {
    stage: "planned",
    name: "evaluate",
    buffers,
    inputs,
    outputs: [output],
    steps: [],
    arena: {
      offsets: buffers.map(() => 0),
      bytes: 0,
      privateBytes: 0,
      bound: [...inputs, output],
      takenOver: [],
      kept: [],
    },
  };
  const kernel = new KernelBuilder(new Layout(program), testCapabilities);
  kernel.line(`let i = group * ${testCapabilities.workgroupSize}u + lid;`);
  kernel.block(`if (i < ${size}u)`, () => {
    const elements = inputs.map((index) => kernel.let("x", kernel.load(index, "i")));
    kernel.store(output, "i", spelling(kernel, ...elements));
  });
  const code = kernel.text();
  const start = performance.now();
  const [values] = await runProgram(
    {
      kernels: [{ label: "evaluate", code }],
      commands: [{ kind: "dispatch", kernel: 0, workgroups: Math.ceil(size / testCapabilities.workgroupSize) }],
      arenaBytes: 4,
    },
    program,
    operands.map(({ data }) => data),
  );
  return { values: values!, milliseconds: performance.now() - start, code };
}
