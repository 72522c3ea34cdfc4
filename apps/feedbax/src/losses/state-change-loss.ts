import { diff, type NDArray } from "@proj/array";
import type { Where } from "@proj/module";
import { functionOption, integerOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import { LossTerm } from "./loss.ts";

/** Options of {@link StateChangeLoss}. */
export interface StateChangeLossOptions<State> {
  /** The part of the state that should not change. */
  readonly where: Where<State, NDArray>;
  /** Which derivative in time counts. Default 1. */
  readonly order?: number;
  /** The length of a step. Default 1: differences from step to step. */
  readonly dt?: number;
}

const readers = <State>(): OptionReaders<StateChangeLossOptions<State>> => ({
  where: functionOption(),
  order: integerOption(1),
  dt: numberOption,
});

/**
 * How fast a part of the state changes, squared and summed over time: the derivative of the command, of hidden activity, or, of order 2 for the
 * velocity of the effector, its jerk.
 *
 * @example
 * import { array } from "@proj/array";
 * import { StateChangeLoss, type ReachState } from "@proj/feedbax";
 * type Command = Pick<ReachState, "efferent">;
 * const change = new StateChangeLoss<Command>("nnOutputChange", { where: (state) => state.efferent.output });
 * change.term({ efferent: { output: array([[0, 0], [1, 2], [1, 2]]) } }).item(); // → 5
 */
export class StateChangeLoss<State> extends LossTerm<State> {
  /** Points at the part of the state that should not change. */
  readonly where: Where<State, NDArray>;
  /** Which derivative in time counts. */
  readonly order: number;
  /** The length of a step. */
  readonly dt: number;

  /**
   * @param label - the name of the term.
   * @param options - `where` at least; `order` (default 1); `dt` (default 1).
   */
  constructor(label: string, options: StateChangeLossOptions<State>) {
    super(label);
    const { where, order = 1, dt = 1 } = readNeededOptions("StateChangeLoss", options, readers<State>(), ["where"]);
    this.where = where;
    this.order = order;
    this.dt = dt;
  }

  term(trajectory: State): NDArray {
    const change = diff(this.where(trajectory), { n: this.order, axis: -2 }).div(this.dt ** this.order);
    return change.mul(change).sum({ axis: [-2, -1] });
  }
}
