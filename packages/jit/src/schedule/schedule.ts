import { Declarations } from "../program/declarations.ts";
import type { Program, Step } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import { preparedStep, type Preparation } from "./prepared-step.ts";
import { splitContraction } from "./split-contractions.ts";

/** The steps of a target that runs one after the other: products are cut for the sake of their digits alone. */
function withoutLongProducts(
  steps: readonly Step[],
  declarations: Declarations,
  limits: TargetLimits,
): readonly Step[] {
  const preparation: Preparation = {
    loop: () => null,
    contract: (step) => splitContraction(step, declarations, limits, 1),
    nested: (inner) => inner.flatMap((step) => preparedStep(step, preparation)),
  };
  return preparation.nested(steps);
}

/**
 * Arranges a program's steps for a target.
 *
 * @param program - what `tileScans` gave.
 * @param limits - what the target can do; without parallelism no step changes but products over long axes.
 * @returns a program that means the same; for a target that computes many things at once, in fewer and wider top-level steps.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { interpreter, lower, manyAtOnce, schedule, simplify, tileScans } from "@proj/jit/core";
 * const { limits } = interpreter({ parallelism: manyAtOnce({ privateBytes: 16384, width: 64, smallStep: 2000 }) });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.sum())(ones(10_000));
 * const program = tileScans(lower("total", simplify(jaxpr), limits), limits);
 * // The sums of the chunks, and their sum.
 * schedule(program, limits).steps.length; // → 2
 */
export function schedule(program: Program<"tiled">, limits: TargetLimits): Program<"scheduled"> {
  if (limits.parallelism !== null) return limits.parallelism.schedule(program, limits);
  const declarations = new Declarations(program);
  const steps = withoutLongProducts(program.steps, declarations, limits);
  return { ...program, stage: "scheduled", buffers: declarations.buffers, steps };
}
