import type { Program, Step } from "../program.ts";
import type { Parallelism, TargetLimits } from "../target.ts";
import { grouped } from "./groups.ts";
import { Memory } from "./memory.ts";
import { isSmall } from "./small-chains.ts";
import { splitContraction } from "./split-contractions.ts";
import { splitReduction } from "./split-reductions.ts";
import { Work } from "./work.ts";

/*
 * A target that computes many things at once pays for every step it is sent, a dispatch, and is idle while a step has little to
 * spread. Scheduling makes the dispatches of a program few and wide: folds with few results are cut in parts, chains of
 * small steps become one step, and steps that are independent run together. What a tile runs inside is left alone.
 */

class Scheduler {
  readonly memory: Memory;
  readonly #limits: TargetLimits;
  readonly #parallelism: Parallelism;
  readonly #work: Work;

  constructor(program: Program<"lowered">, limits: TargetLimits, parallelism: Parallelism) {
    this.memory = new Memory(program);
    this.#limits = limits;
    this.#parallelism = parallelism;
    this.#work = new Work(this.memory.buffers);
  }

  schedule(steps: readonly Step[]): Step[] {
    return grouped(
      steps.flatMap((step) => (isSmall(step, this.#work, this.#parallelism) ? [step] : this.#prepared(step))),
      this.memory,
      this.#work,
      this.#parallelism,
    );
  }

  /** What takes the place of a step that is not small. */
  #prepared(step: Step): readonly Step[] {
    switch (step.kind) {
      case "loop":
        return splitReduction(step, this.memory, this.#work, this.#parallelism) ?? [step];
      case "contract":
        return splitContraction(step, this.memory, this.#work, this.#limits) ?? [step];
      case "scan":
        return [{ ...step, body: this.schedule(step.body) }];
      case "while":
        return [{ ...step, condition: this.schedule(step.condition), body: this.schedule(step.body) }];
      case "cond":
        return [{ ...step, branches: step.branches.map((branch) => this.schedule(branch)) }];
      default:
        return [step];
    }
  }
}

/**
 * Arranges a program's steps for a target that computes many things at once.
 *
 * @param program - what `lower` gave.
 * @param limits - what the target can do; without parallelism the program stays as it is.
 * @returns a program that means the same, in fewer and wider top-level steps.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { interpreter, lower, schedule, simplify } from "@proj/jit";
 * const { limits } = interpreter({ parallelism: { privateBytes: 16384, width: 64, smallStep: 2000 } });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.sum())(ones(10_000));
 * const program = lower("total", simplify(jaxpr), limits);
 * // The sums of the chunks, and their sum.
 * schedule(program, limits).steps.length; // → 2
 */
export function schedule(program: Program<"lowered">, limits: TargetLimits): Program<"lowered"> {
  if (limits.parallelism === null) return program;
  const scheduler = new Scheduler(program, limits, limits.parallelism);
  const steps = scheduler.schedule(program.steps);
  return { ...program, buffers: scheduler.memory.buffers, steps };
}
