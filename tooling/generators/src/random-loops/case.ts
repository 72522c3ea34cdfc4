import type { TypedArray } from "@proj/array";
import { validate, type BufferSpec, type Loop, type Program, type TargetLimits } from "@proj/jit/core";
import { programOf, toLoop, type DrawnLoop } from "./loop.ts";
import { fill } from "./meaning.ts";

/** A valid program of drawn loops, and values for its inputs. */
export interface LoopCase {
  readonly loops: readonly Loop[];
  readonly program: Program;
  readonly inputs: readonly TypedArray[];
}

/**
 * The program of drawn loops that share nothing.
 *
 * @param drawn - the loops, in order.
 * @param seed - of the inputs' values.
 * @param limits - those of the target.
 * @throws Error where the program is not valid.
 */
export function caseOf(drawn: readonly DrawnLoop[], seed: number, limits: TargetLimits): LoopCase {
  const buffers: BufferSpec[] = [];
  const loops = drawn.map((loop) => toLoop(loop, buffers));
  const program = programOf(loops, buffers, limits);
  validate(program);
  return { loops, program, inputs: program.inputs.map((id, index) => fill(buffers[id!]!, seed + index)) };
}
