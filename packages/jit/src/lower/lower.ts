import { readVariables, sizeOf, type AbstractArray, type Jaxpr } from "@proj/array/core";
import type { Program } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import { Block } from "./block.ts";
import type { PackedSink } from "./packed-result.ts";
import { ProgramBuilder } from "./program-builder.ts";
import { denseArray, type StridedArray } from "./strided-array.ts";

/**
 * Lowers a simplified Jaxpr to steps over buffers: elementwise work joins the loop that reads it, views become index
 * arithmetic, and whatever has an algorithm of its own becomes a step.
 *
 * @param name - the program's name.
 * @param jaxpr - a Jaxpr that `simplify` has been through.
 * @param limits - what the target can do.
 * @returns a program whose buffers have no places yet; `planMemory` gives them.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { lower, simplify } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1).mul(2).sum())(ones(8));
 * lower("fused", simplify(jaxpr), wasm().limits).steps.map(({ kind }) => kind); // → ["loop"]
 */
export function lower(name: string, jaxpr: Jaxpr, limits: TargetLimits): Program<"lowered"> {
  const builder = new ProgramBuilder(limits);
  const block = new Block(builder);
  const read = readVariables(jaxpr);
  const dense = ({ shape, dtype }: AbstractArray, role: "input" | "output"): StridedArray =>
    denseArray(builder.buffer(dtype, sizeOf(shape), role, 0), shape, dtype);
  const inputs = jaxpr.binders.map(({ aval }) => dense(aval, "input"));
  const result = (aval: AbstractArray): StridedArray | PackedSink =>
    aval.dtype === "float16" && limits.packedResult !== null
      ? { ...limits.packedResult, words: builder.buffer("uint32", Math.ceil(sizeOf(aval.shape) / 2), "output", 0) }
      : dense(aval, "output");
  const outputs = jaxpr.outputs.map(({ aval }) => result(aval));
  const body = block.lower(jaxpr, inputs, outputs);
  const steps = [...block.prologue, ...body];
  return {
    stage: "lowered",
    name,
    buffers: builder.buffers,
    inputs: inputs.map(({ buffer }, index) => (read.has(jaxpr.binders[index]!) ? buffer : null)),
    outputs: outputs.map((output) => ("words" in output ? output.words : output.buffer)),
    steps: limits.fuseMultiplyAdd?.(steps) ?? steps,
    arena: null,
  };
}
