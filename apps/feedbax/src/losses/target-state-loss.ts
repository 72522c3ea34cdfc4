import { concatenate, slice, stack, take, UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { NodePath, type Where } from "@proj/module";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { LossTerm } from "./loss.ts";
import { functionOption, readNeededOptions, wrongOption, type OptionReaders } from "@proj/tree/core";
import { TargetSpec } from "../trials/target-spec.ts";

/** Options of {@link TargetStateLoss}. */
export interface TargetStateLossOptions<State> {
  /** The part of the state that has a target. */
  readonly where: Where<State, NDArray | null>;
  /** The distance, from differences [..., features] to [...]. Default: the sum of squares. */
  readonly norm?: (difference: NDArray) => NDArray;
  /** What the task's target is completed or, where both say something, overruled by. */
  readonly spec?: TargetSpec;
}

const readers = <State>(): OptionReaders<TargetStateLossOptions<State>> => ({
  where: functionOption(),
  norm: functionOption(),
  spec: (value, place) => {
    if (value instanceof TargetSpec) return value;
    throw wrongOption(place, value, "a TargetSpec, such as targetZero()");
  },
});

/**
 * How far a part of the state is from its target, summed over time.
 *
 * The target is what the task specifies for this part of the state (under the label of this term if there are several),
 * completed by the term's own specification, which has precedence.
 *
 * @example
 * import { targetFinalState, TargetStateLoss, targetZero, type SimpleFeedbackState } from "@proj/feedbax";
 * const rest = new TargetStateLoss<SimpleFeedbackState>("rest", {
 *   where: (state) => state.mechanics.effector.vel,
 *   spec: targetZero().or(targetFinalState()),
 * });
 * rest.label; // → "rest"
 */
export class TargetStateLoss<State> extends LossTerm<State> {
  /** Points at the part of the state that has a target. */
  readonly where: Where<State, NDArray | null>;
  /** The distance, from differences [..., features] to [...]. */
  readonly norm: (difference: NDArray) => NDArray;
  /** What completes and overrules the task's target; null for nothing. */
  readonly spec: TargetSpec | null;
  readonly #path: string;

  /**
   * @param label - the name of the term.
   * @param options - `where` at least; `norm` (default: the sum of squares); `spec` (default none).
   * @throws UsageError when `where` does not point at a node of the state.
   */
  constructor(label: string, options: TargetStateLossOptions<State>) {
    super(label);
    const read = readNeededOptions("TargetStateLoss", options, readers<State>(), ["where"]);
    const { where, norm = sumOfSquares, spec } = read;
    this.where = where;
    this.norm = norm;
    this.spec = spec ?? null;
    this.#path = NodePath.of(where, { operation: "TargetStateLoss" }).toString();
  }

  term(trajectory: State, trial: TaskTrialSpec<State>): NDArray {
    const { value, timeIdxs, discount } = this.#target(trial);
    const state = this.where(trajectory);
    if (state === null || value === null) {
      throw new UsageError({
        operation: `loss ${this.label}`,
        received: `${state === null ? "a state without" : "a target without a value for"} ${this.#path}`,
        expected: "a state and a target to compare",
        remedy: "set the value in the task's target, or in the spec of the term, such as targetZero()",
      });
    }
    const at = (x: NDArray, axis: -1 | -2): NDArray =>
      timeIdxs === null || x.ndim < -axis ? x : atTimes(x, timeIdxs, axis);
    // The value may be constant in time, with an axis of features alone or none.
    const distance = this.norm(at(state, -2).sub(at(value, -2)));
    return (discount === null ? distance : distance.mul(at(discount, -1))).sum({ axis: -1 });
  }

  #target(trial: TaskTrialSpec<State>): TargetSpec {
    const given = trial.targets.get(this.#path);
    const fromTask = given instanceof TargetSpec ? given : given?.[this.label];
    if (fromTask !== undefined) return this.spec === null ? fromTask : this.spec.or(fromTask);
    if (this.spec !== null) return this.spec;
    throw new UsageError({
      operation: `loss ${this.label}`,
      received: `a task with targets for ${trial.targets.keys.join(", ") || "nothing"}`,
      expected: `a target for ${this.#path}`,
      remedy: "add the target to the trials of the task, or give the term a spec of its own",
    });
  }
}

/** Never the square of a norm, whose root has no derivative at zero. */
function sumOfSquares(difference: NDArray): NDArray {
  return difference.mul(difference).sum({ axis: -1 });
}

/** The elements of an axis at some times; those that are known when the program is traced cost no gathering. */
function atTimes(x: NDArray, times: readonly ArrayLike[], axis: -1 | -2): NDArray {
  if (!times.every((time) => typeof time === "number")) {
    return take(x, stack(times).astype("int32"), { axis, mode: "promise" });
  }
  const features = axis === -2 ? ([":"] as const) : [];
  const parts = times.map((time) => x.get("...", slice(time, time === -1 ? null : time + 1), ...features));
  return concatenate(parts, axis);
}
