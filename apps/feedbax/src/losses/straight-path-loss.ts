import { concatenate, diff, equal, expandDims, sqrt, UsageError, where, type NDArray } from "@proj/array";
import { choiceOption, readOptions } from "@proj/tree/core";
import type { CartesianState } from "../state/cartesian-state.ts";
import type { ReachState } from "../state/reach-state.ts";
import { TargetSpec } from "../trials/target-spec.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { LossTerm } from "./loss.ts";

/** What the length of a path is divided by: the way from its start to where it ends, or to the goal. */
export type PathMeasure = "actual" | "goal";

/**
 * How much longer the path of the effector is than the straight line: 1 for a straight path.
 *
 * @example
 * import { StraightPathLoss } from "@proj/feedbax";
 * new StraightPathLoss("straightness").normalizeBy; // → "actual"
 */
export class StraightPathLoss extends LossTerm<Pick<ReachState, "mechanics">> {
  /** What the length of the path is divided by. */
  readonly normalizeBy: PathMeasure;

  /**
   * @param label - the name of the term.
   * @param options - `normalizeBy`: `"actual"` (the default), the way to where the path ends, or `"goal"`, the way to the last target.
   */
  constructor(label: string, options?: { readonly normalizeBy?: PathMeasure }) {
    super(label);
    const readers = { normalizeBy: choiceOption("actual", "goal") };
    this.normalizeBy = readOptions("StraightPathLoss", options, readers).normalizeBy ?? "actual";
  }

  term({ mechanics }: Pick<ReachState, "mechanics">, trial: TaskTrialSpec<Pick<ReachState, "mechanics">>): NDArray {
    const begin = trial.inits.get("mechanics.effector") as CartesianState | undefined;
    const later = mechanics.effector.pos;
    const pos = begin === undefined ? later : concatenate([expandDims(begin.pos, 0), later]);
    const end = this.normalizeBy === "actual" ? pos.get(-1) : this.#goal(trial);
    const straight = norm(end.sub(pos.get(0)));
    return norm(diff(pos, { axis: 0 }))
      .sum()
      .div(where(equal(straight, 0), 1, straight));
  }

  #goal(trial: TaskTrialSpec<Pick<ReachState, "mechanics">>): NDArray {
    const given = trial.targets.get("mechanics.effector.pos");
    const target = given instanceof TargetSpec || given === undefined ? given : Object.values(given)[0];
    const value = target?.value ?? null;
    if (value !== null) return value.ndim > 1 ? value.get(-1) : value;
    throw new UsageError({
      operation: `loss ${this.label}`,
      received: `a task with targets for ${trial.targets.keys.join(", ") || "nothing"}`,
      expected: "a target for mechanics.effector.pos",
      remedy: 'add it to the trials of the task, or measure by the way that was gone, normalizeBy: "actual"',
    });
  }
}

/** The length of vectors, whose derivative is 0 for the vector of zeros. */
function norm(x: NDArray): NDArray {
  const squared = x.mul(x).sum({ axis: -1 });
  const isZero = equal(squared, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, squared)));
}
