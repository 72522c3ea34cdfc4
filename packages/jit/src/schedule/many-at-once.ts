import { sizeOf } from "@proj/array/core";
import { dispatchesOf } from "../program/cost.ts";
import { Declarations } from "../program/declarations.ts";
import type { Contract, Program, Step } from "../program/program.ts";
import { Work } from "../program/work.ts";
import type { Parallelism, ParallelSizes, TargetLimits } from "../target.ts";
import { grouped } from "./groups.ts";
import { preparedStep, type Preparation } from "./prepared-step.ts";
import { isSmall } from "./small-chains.ts";
import { splitContraction } from "./split-contractions.ts";
import { splitReduction } from "./split-reductions.ts";

/*
 * A target that computes many things at once pays for every step it is sent, a dispatch, and is idle while a step has little to
 * spread. Scheduling makes the dispatches of a program few and wide: folds with few results are cut in parts, chains of
 * small steps become one step, and steps that are independent run together. The target
 * brings this pass along, so that a program for another target is loaded without it.
 */

/** Rows and columns of the part of a product that keeps one worker busy. */
const tile = 32;
/** The shortest chunk of the contracted axis. */
const leastChunk = 128;

/** Into how many chunks a product is cut to keep a parallel target busy. */
function chunksForWorkers(step: Contract, work: Work, { width, smallStep }: ParallelSizes): number {
  const { m, n, k } = step;
  if (step.dtype === "bool" || work.of(step) <= smallStep) return 1;
  const tiles = sizeOf(step.batch) * Math.ceil(m / tile) * Math.ceil(n / tile);
  // A chunk reads size · (m + n) elements and its result, m · n, is written and read again: this must be the smaller part.
  const least = Math.max(leastChunk, (2 * m * n) / (m + n));
  return Math.min(Math.ceil(width / tiles), Math.floor(k / least));
}

class Scheduler {
  readonly declarations: Declarations;
  readonly #limits: TargetLimits;
  readonly #sizes: ParallelSizes;
  readonly #work: Work;
  readonly #preparation: Preparation = {
    loop: (step) => splitReduction(step, this.declarations, this.#work, this.#sizes),
    contract: (step) =>
      splitContraction(step, this.declarations, this.#limits, chunksForWorkers(step, this.#work, this.#sizes)),
    nested: (steps) => this.schedule(steps),
  };

  constructor(program: Program<"tiled">, limits: TargetLimits, sizes: ParallelSizes) {
    this.declarations = new Declarations(program);
    this.#limits = limits;
    this.#sizes = sizes;
    this.#work = new Work(this.declarations.buffers);
  }

  schedule(steps: readonly Step[]): Step[] {
    return grouped(
      steps.flatMap((step) =>
        isSmall(step, this.#work, this.#sizes) ? [step] : preparedStep(step, this.#preparation),
      ),
      this.declarations,
      this.#work,
      this.#sizes,
    );
  }
}

/**
 * What a target hands to the passes that computes many things at once.
 *
 * @param sizes - how much the target computes at once, and how much memory it has for that.
 * @returns the sizes with the passes that such a target needs, for `TargetLimits.parallelism`.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { compile, interpreter, manyAtOnce } from "@proj/jit/core";
 * const target = interpreter({ parallelism: manyAtOnce({ privateBytes: 16384, width: 64, smallStep: 2000 }) });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.sum())(ones(10_000));
 * // The sums of the chunks, and their sum.
 * compile("total", jaxpr, target).program.steps.length; // → 2
 */
export function manyAtOnce(sizes: ParallelSizes): Parallelism {
  return {
    ...sizes,
    isSmall: (step, work) => isSmall(step, work, sizes),
    schedule(program, limits) {
      const scheduler = new Scheduler(program, limits, sizes);
      const steps = scheduler.schedule(program.steps);
      return { ...program, stage: "scheduled", buffers: scheduler.declarations.buffers, steps };
    },
    dispatchesOf,
  };
}
