import { dtypes } from "@proj/array/core";
import type { DType, TypedArray } from "@proj/array";
import {
  interpreter,
  manyAtOnce,
  packedResult,
  fuseMultiplyAdd,
  planMemory,
  validate,
  type BufferSpec,
  type Program,
  type Step,
  type TargetLimits,
  type View,
} from "@proj/jit/core";
import { expect } from "vitest";
import type { Capabilities } from "../src/codegen/capabilities.ts";
import { bytesOf } from "../src/codegen/wgsl/layout.ts";
import { emitProgram } from "../src/codegen/program.ts";
import { runProgram, testCapabilities } from "./run-program.ts";

/** What the middle-end is to know of the device: two arrays are bound, the others lie in the arena. */
export const limits: TargetLimits = {
  dtypes: ["bool", "int32", "uint32", "float32"],
  packedResult,
  fuseMultiplyAdd,
  bytesOf,
  packedSize: () => null,
  contractWorkspace: () => 0,
  sortWorkspace: (rows, length) => 2 * rows * length,
  tileRows: () => null,
  bindings: 2,
  rollLoops: null,
  parallelism: manyAtOnce({ privateBytes: 8192, width: 256, smallStep: 256 }),
  threading: null,
};

/** A view without dynamic indices. */
export const view = (buffer: number, strides: readonly number[] = [], offset = 0): View => ({
  buffer,
  offset,
  strides,
  dynamic: [],
});

/** Numbers that look random: floats in [-1, 1), integers in [-8, 8). */
export function numbers(size: number, seed = 1, dtype: DType = "float32"): TypedArray {
  const data = dtypes[dtype].allocate(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const integer = Math.floor(state / 2 ** 28) - 8;
    data[i] = dtypes[dtype].kind === "float" ? state / 2 ** 31 - 1 : dtype === "bool" ? integer & 1 : integer;
  }
  return data;
}

export const buffer = (dtype: DType, size: number, role: BufferSpec["role"] = "scratch"): BufferSpec => ({
  dtype,
  size,
  role,
});

/** Plans steps over buffers; inputs and outputs are in the order of the buffers. */
export function program(buffers: readonly BufferSpec[], steps: readonly Step[], bindings = limits.bindings): Program {
  const ids = (role: BufferSpec["role"]): number[] => buffers.flatMap((one, id) => (one.role === role ? [id] : []));
  const made = planMemory(
    { stage: "scheduled", name: "test", buffers, inputs: ids("input"), outputs: ids("output"), steps, arena: null },
    { ...limits, bindings },
  );
  validate(made);
  return made;
}

/** What the device computes. */
export function run(
  made: Program,
  inputs: readonly TypedArray[],
  capabilities: Capabilities = testCapabilities,
): Promise<TypedArray[]> {
  return runProgram(emitProgram(made, capabilities), made, inputs);
}

/** What the program means. */
export function meaning(made: Program, inputs: readonly TypedArray[]): TypedArray[] {
  const outputs = made.outputs.map((id) =>
    dtypes[made.buffers[id]?.dtype ?? "float32"].allocate(made.buffers[id]?.size ?? 0),
  );
  interpreter(limits).compile(made).run(inputs, outputs);
  return outputs;
}

/** Checks that the device computes what the program means, floats to within a tolerance. */
export async function agree(
  made: Program,
  inputs: readonly TypedArray[],
  tolerance = 0,
  capabilities: Capabilities = testCapabilities,
): Promise<void> {
  const expected = meaning(made, inputs);
  const actual = await run(made, inputs, capabilities);
  expected.forEach((want, output) => {
    const got = actual[output] ?? [];
    const wrong = [...want].findIndex((value, place) => {
      const other = got[place] ?? Number.NaN;
      return !(value === other || (Number.isNaN(value) && Number.isNaN(other)) || Math.abs(value - other) <= tolerance);
    });
    expect(wrong, `output ${String(output)}: ${String(got[wrong])} instead of ${String(want[wrong])} at`).toBe(-1);
  });
}
