import { full, zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { Euler, ODETerm, type Solver } from "@proj/ode";
import { anyOption, readOptions, type OptionReaders, objectOption } from "@proj/tree/core";
import type { Intervenors } from "../models/intervenor.ts";
import type { ModelInput } from "../models/model.ts";
import { modelStage, runStages, type Stage, type StagedModel } from "../models/staged-model.ts";
import { checkQuantity } from "../quantities.ts";
import type { CartesianState } from "../state/cartesian-state.ts";
import type { Plant, PlantState } from "./plant/plant.ts";

/**
 * The state of {@link Mechanics}.
 *
 * @example
 * import { DirectForceInput, Mechanics, PointMass } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * Mechanics.init(DirectForceInput.init(PointMass.init())).init(key(0)).effector.vel.toList(); // → [0, 0]
 */
export class MechanicsState<SkeletonState> extends Module<{
  readonly plant: PlantState<SkeletonState>;
  /** The end of the skeleton that a task is about. */
  readonly effector: CartesianState;
  /** What the solver carries from step to step; null for most. */
  readonly solver: unknown;
}> {}

interface MechanicsFields<SkeletonState> {
  readonly plant: Plant<SkeletonState>;
  /** The length of a step in seconds. */
  readonly dt: number;
  readonly solver: Solver<"term">;
  readonly intervenors: Intervenors<MechanicsState<SkeletonState>>;
}

type MechanicsOptions<SkeletonState> = Partial<Pick<MechanicsFields<SkeletonState>, "solver" | "intervenors">>;

const readers = <SkeletonState>(): OptionReaders<MechanicsOptions<SkeletonState>> => ({
  solver: objectOption("a solver, such as new Euler()", "step"),
  intervenors: anyOption(),
});

// One solver, so that all models that are built alike have one structure.
const euler = /* @__PURE__ */ new Euler();

/**
 * A plant in discrete time: each call is one step of a solver, with the command constant during the step.
 * @example
 * import { array } from "@proj/array";
 * import { DirectForceInput, Mechanics, PointMass } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init()), 0.5);
 * const next = mechanics.call({ input: array([2, 0]), intervene: {} }, mechanics.init(key(0)), key(1));
 * next.effector.vel.toList(); // → [1, 0]
 */
export class Mechanics<SkeletonState>
  extends Module<MechanicsFields<SkeletonState>>
  implements StagedModel<NDArray, MechanicsState<SkeletonState>>
{
  /**
   * @param plant - what moves.
   * @param dt - the length of a step in seconds. Default 0.05.
   * @param options - `solver` (default Euler's method); `intervenors` (default none).
   * @throws UsageError when `dt` is not above 0.
   */
  static init<SkeletonState>(
    plant: Plant<SkeletonState>,
    dt = 0.05,
    options?: MechanicsOptions<SkeletonState>,
  ): Mechanics<SkeletonState> {
    const { solver = euler, intervenors = {} } = readOptions("Mechanics.init", options, readers<SkeletonState>());
    checkQuantity("Mechanics.init", "dt", dt, { above: 0 });
    return new Mechanics({ plant, dt, solver, intervenors });
  }

  get modelSpec(): Readonly<Record<string, Stage<NDArray, MechanicsState<SkeletonState>>>> {
    type State = MechanicsState<SkeletonState>;
    const { plant } = this;
    const { skeleton } = plant;
    const name = skeleton.constructor.name;
    return {
      convertEffectorForce: modelStage({
        operation: (force: NDArray | null, state: SkeletonState) =>
          skeleton.updateStateGivenEffectorForce(force, state),
        whereInput: (_input: NDArray, state: State) => state.effector.force,
        whereState: (state: State) => state.plant.skeleton,
        label: `${name}.updateStateGivenEffectorForce`,
      }),
      kinematicsUpdate: modelStage({
        operation: plant,
        whereInput: (input: NDArray, _state: State) => input,
        whereState: (state: State) => state.plant,
      }),
      dynamicsStep: modelStage({
        operation: (input: NDArray, state: State) => this.dynamicsStep(input, state),
        whereInput: (input: NDArray) => input,
        whereState: (state: State) => state,
        label: this.solver.constructor.name,
      }),
      getEffector: modelStage({
        operation: (state: SkeletonState) => skeleton.effector(state),
        whereInput: (_input: NDArray, state: State) => state.plant.skeleton,
        whereState: (state: State) => state.effector,
        label: `${name}.effector`,
      }),
    };
  }

  call(input: ModelInput<NDArray>, state: MechanicsState<SkeletonState>, key: NDArray): MechanicsState<SkeletonState> {
    return runStages(this, input, state, key);
  }

  /** The plant a time `dt` later. */
  dynamicsStep(input: NDArray, state: MechanicsState<SkeletonState>): MechanicsState<SkeletonState> {
    const dtype = state.effector.pos.dtype;
    // The command may have jumped since the last step, so a slope remembered from its end would be stale.
    const { y1, state: solver } = this.solver.step(
      this.#term,
      full([], 0, { dtype }),
      full([], this.dt, { dtype }),
      state.plant,
      input,
      state.solver,
      true,
    );
    return new MechanicsState({ plant: y1, effector: state.effector, solver });
  }

  init(key: NDArray): MechanicsState<SkeletonState> {
    const plant = this.plant.init(key);
    return new MechanicsState({
      plant,
      effector: this.plant.skeleton.effector(plant.skeleton),
      solver: this.solver.init(this.#term, 0, this.dt, plant, zeros([this.plant.inputSize])),
    });
  }

  /** The skeleton moved to where the effector is. */
  stateConsistencyUpdate({ plant, effector, solver }: MechanicsState<SkeletonState>): MechanicsState<SkeletonState> {
    const skeleton = this.plant.skeleton.inverseKinematics(effector);
    return new MechanicsState({ plant: plant.with({ skeleton }), effector, solver });
  }

  get #term(): ODETerm<PlantState<SkeletonState>, NDArray> {
    return new ODETerm((t, state: PlantState<SkeletonState>, input: NDArray) =>
      this.plant.vectorField(t, state, input),
    );
  }
}
