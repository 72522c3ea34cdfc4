import { Module } from "@proj/module";
import type { OneOrNamed } from "../models/one-or-named.ts";
import type { TargetSpec } from "./target-spec.ts";
import type { InterventionParams } from "../models/model.ts";
import type { WhereDict } from "./where-dict.ts";

interface TrialFields<State> {
  /** How the state begins, by the parts that do not begin as the model has them. */
  readonly inits: WhereDict<State, unknown>;
  /** What the network is told: a tree of arrays [T, …]. */
  readonly inputs: unknown;
  /** Where parts of the state should be: for each one target, or several by the labels of the losses they are for. */
  readonly targets: WhereDict<State, OneOrNamed<TargetSpec>>;
  /** Parameters of interventions by label: trees of arrays [T, …]. */
  readonly intervene: InterventionParams;
  /** Whatever else an analysis wants to know of the trial. */
  readonly extra: Readonly<Record<string, unknown>> | null;
}

/**
 * All that distinguishes a trial from others of its task.
 *
 * @typeParam State - of the model.
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState, TargetSpec, TaskTrialSpec, WhereDict, type ReachState } from "@proj/feedbax";
 * const start = CartesianState.init({ pos: array([0, 1]) });
 * const trial = TaskTrialSpec.init<ReachState>({
 *   inits: WhereDict.of<ReachState, unknown>([(state) => state.mechanics.effector, start]),
 *   inputs: {},
 *   targets: WhereDict.of<ReachState, TargetSpec>(),
 * });
 * trial.inits.keys; // → ["mechanics.effector"]
 */
export class TaskTrialSpec<State> extends Module<TrialFields<State>> {
  /** @param fields - `inits`, `inputs` and `targets`; no interventions and nothing extra unless given. */
  static init<State>({
    inits,
    inputs,
    targets,
    intervene = {},
    extra = null,
  }: Pick<TrialFields<State>, "inits" | "inputs" | "targets"> & Partial<TrialFields<State>>): TaskTrialSpec<State> {
    return new TaskTrialSpec({ inits, inputs, targets, intervene, extra });
  }
}
