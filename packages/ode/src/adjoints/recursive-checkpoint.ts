import { checkpointedWhileLoop } from "@proj/autodiff";
import { integerOption, nullableOption, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { integrate, type Finished, type Problem } from "../integrate.ts";
import type { Loop } from "../loop.ts";
import { TreeRecord } from "../tree-record.ts";
import type { Adjoint } from "./adjoint.ts";

/** Options of {@link RecursiveCheckpointAdjoint}. */
export interface RecursiveCheckpointAdjointOptions {
  /** How many states are kept for the way back; default null: about √(2 · maxSteps). */
  readonly checkpoints?: number | null;
}

const readers: OptionReaders<RecursiveCheckpointAdjointOptions> = { checkpoints: nullableOption(integerOption(1)) };

/** Repeats with some states kept; over few times all of them. */
const inner: Loop = (condition, body, init, maxSteps) =>
  checkpointedWhileLoop(condition, body, init, { maxSteps, checkpoints: Math.max(1, maxSteps ?? 1) });

/**
 * Differentiates the steps that were made, the last first. Some states on the way are kept, and the others computed again from
 * them. It is exact for the numerical solution, and usually the best choice.
 *
 * A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic differentiation",
 * Optimization Methods and Software 1 (1992) 35–54.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { diffeqsolve, ODETerm, RecursiveCheckpointAdjoint, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const adjoint = new RecursiveCheckpointAdjoint({ checkpoints: 3 });
 * const end = (y0: NDArray) => diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0, adjoint }).ys.sum();
 * grad(end)(array(1)).item(); // ≈ 0.3679
 * ```
 */
export class RecursiveCheckpointAdjoint extends TreeRecord implements Adjoint {
  readonly checkpoints: number | null;

  /** @param options - see {@link RecursiveCheckpointAdjointOptions}. */
  constructor(options: RecursiveCheckpointAdjointOptions = {}) {
    super();
    this.checkpoints = readOptions("RecursiveCheckpointAdjoint", options, readers).checkpoints ?? null;
    Object.freeze(this);
  }

  /** @throws UsageError when neither the number of states to keep nor that of steps is bounded. */
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y> {
    const { checkpoints } = this;
    if (checkpoints === null && problem.maxSteps === null) throw unbounded();
    const outer: Loop = (condition, body, init, maxSteps) =>
      checkpointedWhileLoop(condition, body, init, checkpoints === null ? { maxSteps } : { maxSteps, checkpoints });
    return integrate(problem, { outer, inner });
  }
}

function unbounded(): UsageError {
  return new UsageError({
    operation: "RecursiveCheckpointAdjoint",
    received: "maxSteps = null, and no number of checkpoints",
    expected: "one of them, as it determines how many states are kept for the way back",
    remedy: "pass new RecursiveCheckpointAdjoint({ checkpoints }), or new ForwardMode() if there are no gradients",
  });
}
