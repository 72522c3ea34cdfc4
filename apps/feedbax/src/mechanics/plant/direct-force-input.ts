import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { anyOption, booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import type { Intervenors } from "../../models/intervenor.ts";
import type { ModelInput } from "../../models/model.ts";
import { modelStage, runStages, type Stage } from "../../models/staged-model.ts";
import { clipState } from "../../state/bounds.ts";
import type { Skeleton } from "../skeleton/skeleton.ts";
import { PlantState, type Plant } from "./plant.ts";

interface DirectForceInputFields<SkeletonState> {
  readonly skeleton: Skeleton<SkeletonState>;
  /** Whether the skeleton is kept in its bounds. */
  readonly clipStates: boolean;
  readonly intervenors: Intervenors<PlantState<SkeletonState>>;
}

type Options<SkeletonState> = Partial<Omit<DirectForceInputFields<SkeletonState>, "skeleton">>;

const readers = <SkeletonState>(): OptionReaders<Options<SkeletonState>> => ({
  clipStates: booleanOption,
  intervenors: anyOption(),
});

/**
 * A skeleton on which the commands act as forces, without actuators between.
 * @example
 * import { array } from "@proj/array";
 * import { DirectForceInput, PointMass } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const plant = DirectForceInput.init(PointMass.init(2));
 * plant.vectorField(array(0), plant.init(key(0)), array([4, 0])).skeleton.vel.toList(); // → [2, 0]
 */
export class DirectForceInput<SkeletonState>
  extends Module<DirectForceInputFields<SkeletonState>>
  implements Plant<SkeletonState>
{
  /**
   * @param skeleton - what moves.
   * @param options - `clipStates`: whether the skeleton is kept in its bounds (default true); `intervenors` (default none).
   */
  static init<SkeletonState>(
    skeleton: Skeleton<SkeletonState>,
    options?: Options<SkeletonState>,
  ): DirectForceInput<SkeletonState> {
    const read = readOptions("DirectForceInput.init", options, readers<SkeletonState>());
    const { clipStates = true, intervenors = {} } = read;
    return new DirectForceInput({ skeleton, clipStates, intervenors });
  }

  get inputSize(): number {
    return this.skeleton.inputSize;
  }

  get modelSpec(): Readonly<Record<string, Stage<NDArray, PlantState<SkeletonState>>>> {
    if (!this.clipStates) return {};
    const { bounds } = this.skeleton;
    return {
      clipSkeletonState: modelStage({
        operation: (_input: NDArray, state: SkeletonState) => clipState(bounds, state),
        whereInput: (input: NDArray) => input,
        whereState: (state: PlantState<SkeletonState>) => state.skeleton,
        label: "clipState",
      }),
    };
  }

  call(input: ModelInput<NDArray>, state: PlantState<SkeletonState>, key: NDArray): PlantState<SkeletonState> {
    return runStages(this, input, state, key);
  }

  vectorField(t: NDArray, state: PlantState<SkeletonState>, input: NDArray): PlantState<SkeletonState> {
    return new PlantState({ skeleton: this.skeleton.vectorField(t, state.skeleton, input), muscles: null });
  }

  init(key: NDArray): PlantState<SkeletonState> {
    return new PlantState({ skeleton: this.skeleton.init(key), muscles: null });
  }
}
