import { UsageError } from "@proj/array";
import { sizeOf, type AbstractArray, type Equation, type Jaxpr, type PrimitiveName } from "@proj/array/core";
import { readVariables } from "../simplify/dead-code.ts";
import type { Program } from "../program.ts";
import type { TargetLimits } from "../target.ts";
import { Block } from "./block.ts";
import { fuseMultiplyAdd } from "./fused-multiply-add.ts";
import { lowerConcatenate, lowerDynamicSlice, lowerDynamicUpdateSlice, lowerPad } from "./operations/assembly.ts";
import { lowerDotGeneral } from "./operations/contraction.ts";
import { lowerCond, lowerScan, lowerWhile } from "./operations/control-flow.ts";
import { lowerCumulative, lowerSort } from "./operations/ordering.ts";
import { lowerReduction } from "./operations/reduction.ts";
import { lowerScatter } from "./operations/scatter.ts";
import type { PackedResult } from "./packed-result.ts";
import { ProgramBuilder } from "./program-builder.ts";
import { denseArray, type StridedArray } from "./strided-array.ts";

function cannotCompile(primitive: PrimitiveName, reason: string): never {
  throw new UsageError({
    operation: "jit",
    received: `a program with the primitive ${primitive}`,
    expected: reason,
    remedy: "move the call that makes it into the transformation it belongs to",
  });
}

/** Lowers one equation that no loop computes on its way. */
function lowerOperation(block: Block, equation: Equation): void {
  switch (equation.primitive) {
    case "reduceSum":
    case "reduceProd":
    case "reduceMax":
    case "reduceMin":
    case "reduceAnd":
    case "reduceOr":
    case "argmax":
    case "argmin": {
      lowerReduction(block, equation);
      return;
    }
    case "concatenate": {
      lowerConcatenate(block, equation);
      return;
    }
    case "pad": {
      lowerPad(block, equation);
      return;
    }
    case "dynamicSlice": {
      lowerDynamicSlice(block, equation);
      return;
    }
    case "dynamicUpdateSlice": {
      lowerDynamicUpdateSlice(block, equation);
      return;
    }
    case "dotGeneral": {
      lowerDotGeneral(block, equation);
      return;
    }
    case "cumsum":
    case "cumprod":
    case "cummax":
    case "cummin": {
      lowerCumulative(block, equation);
      return;
    }
    case "sort": {
      lowerSort(block, equation);
      return;
    }
    case "scatter": {
      lowerScatter(block, equation);
      return;
    }
    case "scan": {
      lowerScan(block, equation);
      return;
    }
    case "while": {
      lowerWhile(block, equation);
      return;
    }
    case "cond": {
      lowerCond(block, equation);
      return;
    }
    case "customLinear":
      return cannotCompile(
        "customLinear",
        "reverse mode through a customVjp function; forward mode does not know its derivative",
      );
    case "psum":
    case "pmax":
    case "pmin":
    case "allGather":
    case "axisIndex":
      return cannotCompile(equation.primitive, "collectives inside a vmap that names their axis");
    default:
      throw new Error(
        `lowering: ${equation.primitive} should have been simplified away; this is a defect of the library, please report it`,
      );
  }
}

/**
 * Lowers a simplified Jaxpr to steps over buffers: elementwise work joins the loop that reads it, views become index
 * arithmetic, and whatever has an algorithm of its own becomes a step.
 *
 * @param name - the program's name.
 * @param jaxpr - a Jaxpr that `simplify` has been through.
 * @param limits - what the target can do.
 * @returns a program whose buffers have no places yet; `plan` gives them.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { lower, simplify } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1).mul(2).sum())(ones(8));
 * lower("fused", simplify(jaxpr), wasm().limits).steps.map(({ kind }) => kind); // → ["loop"]
 */
export function lower(name: string, jaxpr: Jaxpr, limits: TargetLimits): Program<"lowered"> {
  const builder = new ProgramBuilder(limits);
  const block = new Block(builder, lowerOperation);
  const read = readVariables(jaxpr);
  const dense = ({ shape, dtype }: AbstractArray, role: "input" | "output"): StridedArray =>
    denseArray(builder.buffer(dtype, sizeOf(shape), role, 0), shape, dtype);
  const inputs = jaxpr.binders.map(({ aval }) => dense(aval, "input"));
  const result = (aval: AbstractArray): StridedArray | PackedResult =>
    aval.dtype === "float16" && limits.packsHalves
      ? { words: builder.buffer("uint32", Math.ceil(sizeOf(aval.shape) / 2), "output", 0) }
      : dense(aval, "output");
  const outputs = jaxpr.outputs.map(({ aval }) => result(aval));
  const steps = block.lower(jaxpr, inputs, outputs);
  return {
    name,
    buffers: builder.buffers,
    inputs: inputs.map(({ buffer }, index) => (read.has(jaxpr.binders[index]!) ? buffer : null)),
    outputs: outputs.map((output) => ("words" in output ? output.words : output.buffer)),
    steps: fuseMultiplyAdd([...block.prologue, ...steps], limits.dtypes),
    arena: null,
  };
}
