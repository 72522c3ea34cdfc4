import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import type { StagedModel } from "../../models/staged-model.ts";
import type { DynamicalSystem } from "../dynamical-system.ts";
import type { MuscleState } from "../muscle/muscle-state.ts";
import type { Skeleton } from "../skeleton/skeleton.ts";

/**
 * The state of a {@link Plant}.
 *
 * @example
 * import { DirectForceInput, PointMass } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * DirectForceInput.init(PointMass.init()).init(key(0)).skeleton.pos.toList(); // → [0, 0]
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types a field, which the rule does not look at
export class PlantState<SkeletonState> extends Module<{
  readonly skeleton: SkeletonState;
  /** Null for a plant without muscles. */
  readonly muscles: MuscleState | null;
}> {}

/**
 * A body with its actuators: what the commands of a controller drive.
 *
 * As a model it makes the parts of its state consistent with each other, without time passing; as a dynamical system it
 * moves.
 */
export interface Plant<SkeletonState>
  extends StagedModel<NDArray, PlantState<SkeletonState>>, DynamicalSystem<PlantState<SkeletonState>> {
  /** What moves. */
  readonly skeleton: Skeleton<SkeletonState>;
  init(key: NDArray): PlantState<SkeletonState>;
}
