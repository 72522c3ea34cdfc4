import type { Program, Step } from "../program/program.ts";
import type { Parallelism, TargetLimits } from "../target.ts";
import { grouped } from "./groups.ts";
import { Declarations } from "../program/declarations.ts";
import { withNestedSteps } from "../program/walk.ts";
import { isSmall } from "./small-chains.ts";
import { splitContraction } from "./split-contractions.ts";
import { splitReduction } from "./split-reductions.ts";
import { Work } from "../program/work.ts";

/*
 * A target that computes many things at once pays for every step it is sent, a dispatch, and is idle while a step has little to
 * spread. Scheduling makes the dispatches of a program few and wide: folds with few results are cut in parts, chains of
 * small steps become one step, and steps that are independent run together. What a tile runs inside is left alone. On every
 * target, products over long axes are cut in parts, whose sums lose fewer digits.
 */

class Scheduler {
  readonly declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #parallelism: Parallelism;
  readonly #work: Work;

  constructor(program: Program<"tiled">, limits: TargetLimits, parallelism: Parallelism) {
    this.declarations = new Declarations(program);
    this.#limits = limits;
    this.#parallelism = parallelism;
    this.#work = new Work(this.declarations.buffers);
  }

  schedule(steps: readonly Step[]): Step[] {
    return grouped(
      steps.flatMap((step) => (isSmall(step, this.#work, this.#parallelism) ? [step] : this.#prepared(step))),
      this.declarations,
      this.#work,
      this.#parallelism,
    );
  }

  /** What takes the place of a step that is not small. */
  #prepared(step: Step): readonly Step[] {
    switch (step.kind) {
      case "loop":
        return splitReduction(step, this.declarations, this.#work, this.#parallelism) ?? [step];
      case "contract":
        return splitContraction(step, this.declarations, this.#work, this.#limits) ?? [step];
      case "scan":
      case "while":
      case "cond":
        return [withNestedSteps(step, (nested) => this.schedule(nested))];
      case "pack":
      case "scatter":
      case "sort":
      case "cumulative":
      case "callback":
      case "procedure":
      case "tiles":
      case "group":
        return [step];
    }
  }
}

/** The steps of a target that runs one after the other: products are cut for the sake of their digits alone. */
function withoutLongProducts(
  steps: readonly Step[],
  declarations: Declarations,
  limits: TargetLimits,
): readonly Step[] {
  const work = new Work(declarations.buffers);
  const visit = (steps: readonly Step[]): readonly Step[] =>
    steps.flatMap((step) => {
      switch (step.kind) {
        case "contract":
          return splitContraction(step, declarations, work, limits) ?? [step];
        case "scan":
        case "while":
        case "cond":
          return [withNestedSteps(step, visit)];
        case "loop":
        case "pack":
        case "scatter":
        case "sort":
        case "cumulative":
        case "callback":
        case "procedure":
        case "tiles":
        case "group":
          return [step];
      }
    });
  return visit(steps);
}

/**
 * Arranges a program's steps for a target that computes many things at once.
 *
 * @param program - what `tileScans` gave.
 * @param limits - what the target can do; without parallelism no step changes but products over long axes.
 * @returns a program that means the same, in fewer and wider top-level steps.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { interpreter, lower, schedule, simplify, tileScans } from "@proj/jit/core";
 * const { limits } = interpreter({ parallelism: { privateBytes: 16384, width: 64, smallStep: 2000 } });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.sum())(ones(10_000));
 * const program = tileScans(lower("total", simplify(jaxpr), limits), limits);
 * // The sums of the chunks, and their sum.
 * schedule(program, limits).steps.length; // → 2
 */
export function schedule(program: Program<"tiled">, limits: TargetLimits): Program<"scheduled"> {
  if (limits.parallelism === null) {
    const declarations = new Declarations(program);
    const steps = withoutLongProducts(program.steps, declarations, limits);
    return { ...program, stage: "scheduled", buffers: declarations.buffers, steps };
  }
  const scheduler = new Scheduler(program, limits, limits.parallelism);
  const steps = scheduler.schedule(program.steps);
  return { ...program, stage: "scheduled", buffers: scheduler.declarations.buffers, steps };
}
