import type { NDArray } from "@proj/array";
import type { CartesianState } from "../../state/cartesian-state.ts";
import type { StateBounds } from "../../state/bounds.ts";
import type { DynamicalSystem } from "../dynamical-system.ts";

/**
 * What moves: a system whose configuration determines where an effector is, and the other way round.
 *
 * @typeParam State - the configuration.
 */
export interface Skeleton<State> extends DynamicalSystem<State> {
  /** Where the configuration cannot leave. */
  readonly bounds: StateBounds;
  /** The effector of a configuration; no force acts on it. */
  effector(state: State): CartesianState;
  /** The configuration that has this effector. */
  inverseKinematics(effector: CartesianState): State;
  /** The configuration with this force acting on its effector, instead of what acted before. */
  updateStateGivenEffectorForce(force: NDArray | null, state: State): State;
}
