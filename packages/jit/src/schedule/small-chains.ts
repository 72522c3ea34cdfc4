import { nestedSteps } from "../program/walk.ts";
import type { Step } from "../program/program.ts";
import type { ParallelSizes } from "../target.ts";
import type { Declarations } from "../program/declarations.ts";
import type { Work } from "../program/work.ts";

/*
 * A dispatch costs more than a small step computes. Small steps of which one needs the other run in one tile, one after the
 * other; small steps that need nothing of each other stay apart, for a group runs those side by side.
 */

/** The work of one tile, in multiples of the largest small step; a wider bundle of chains is better spread over dispatches. */
const mostWork = 16;
/** What a step costs in a tile even if it computes next to nothing, as a part of the largest small step. */
const leastWork = 1 / 8;

/** Steps that a tile runs one after the other, iterations counted; a driver stops a dispatch that takes some seconds. */
const mostSteps = 2 ** 18;

/**
 * Whether a step is too small to be spread. A loop counts by one of its iterations: in a tile, the others are not dispatched.
 */
export function isSmall(step: Step, work: Work, { smallStep }: ParallelSizes): boolean {
  return workInTile(step, work) <= smallStep && stepsRun(step) <= mostSteps;
}

/** How many steps run one after the other; of a while, one iteration counts. */
function stepsRun(step: Step): number {
  const nested = nestedSteps(step).flat();
  const once = nested.reduce((sum, inner) => sum + stepsRun(inner), 1);
  return step.kind === "scan" ? step.length * once : once;
}

function workInTile(step: Step, work: Work): number {
  return step.kind === "scan" || step.kind === "while" ? work.ofIteration(step) : work.of(step);
}

/** Small steps that depend on each other, joined to chains. */
export class SmallChains {
  readonly #chainOf = new Map<number, { steps: number[]; work: number }>();
  readonly #work: Work;
  readonly #smallStep: number;

  constructor(work: Work, { smallStep }: ParallelSizes) {
    this.#work = work;
    this.#smallStep = smallStep;
  }

  /**
   * Joins a step to the chains of the steps at `positions`, or begins a chain if there are none.
   *
   * @returns false, having done nothing, if the chain would become too long.
   */
  join(position: number, step: Step, positions: readonly number[]): boolean {
    const chains = new Set(positions.map((other) => this.#chainOf.get(other)!));
    const own = Math.max(workInTile(step, this.#work), leastWork * this.#smallStep);
    const work = [...chains].reduce((sum, chain) => sum + chain.work, own);
    if (chains.size > 0 && work > mostWork * this.#smallStep) return false;
    const steps = [...[...chains].flatMap((chain) => chain.steps), position].sort((a, b) => a - b);
    const chain = { steps, work };
    for (const member of steps) this.#chainOf.set(member, chain);
    return true;
  }

  /** The positions of the steps in the chain of a step; null if it is in none. */
  chainOf(position: number): readonly number[] | null {
    return this.#chainOf.get(position)?.steps ?? null;
  }
}

/** One step that runs small ones in order. */
export function chained(steps: readonly Step[], declarations: Declarations): Step {
  const [only] = steps;
  const ordersOthers = only!.kind === "scan" || only!.kind === "while" || only!.kind === "cond";
  if (steps.length === 1 && !ordersOthers) return only!;
  return { kind: "tiles", counter: declarations.counter(1), count: 1, body: steps };
}
