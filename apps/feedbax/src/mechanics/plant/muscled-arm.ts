import { array, matmul, UsageError, zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import {
  anyOption,
  booleanOption,
  listOption,
  numberOption,
  objectOption,
  readOptions,
  type OptionReaders,
} from "@proj/tree/core";
import type { Intervenors } from "../../models/intervenor.ts";
import type { ModelInput } from "../../models/model.ts";
import { modelStage, runStages, type Stage } from "../../models/staged-model.ts";
import { clipState } from "../../state/bounds.ts";
import type { DynamicalSystem } from "../dynamical-system.ts";
import { MuscleState } from "../muscle/muscle-state.ts";
import type { MuscleModel } from "../muscle/virtual-muscle.ts";
import { TwoLinkArm, type TwoLinkArmState } from "../skeleton/two-link-arm.ts";
import { PlantState, type Plant } from "./plant.ts";

/** A number for each muscle. */
type PerMuscle = readonly number[];

interface MuscledArmFields {
  /** What muscles give at a length, a velocity and an activation. */
  readonly muscleModel: MuscleModel;
  /** How activation follows the commands. */
  readonly activator: DynamicalSystem<NDArray>;
  readonly skeleton: TwoLinkArm;
  /** Whether skeleton and muscles are kept in their bounds. */
  readonly clipStates: boolean;
  /** How far muscles pull from shoulder and elbow, in cm; negative for extensors. */
  readonly momentArms: readonly [shoulder: PerMuscle, elbow: PerMuscle];
  /** The angles at which muscles have their optimal length, in rad. */
  readonly theta0: readonly [shoulder: PerMuscle, elbow: PerMuscle];
  /** Optimal lengths in cm. */
  readonly l0: PerMuscle;
  /** Maximal isometric forces. */
  readonly f0: PerMuscle;
  readonly intervenors: Intervenors<PlantState<TwoLinkArmState>>;
}

/** Options of {@link MuscledArm.init}. */
export type MuscledArmOptions = Partial<Omit<MuscledArmFields, "muscleModel" | "activator">>;

const perMuscle = listOption(numberOption);
const readers = {
  skeleton: objectOption("a TwoLinkArm", "inverseKinematics"),
  clipStates: booleanOption,
  momentArms: listOption(perMuscle),
  theta0: listOption(perMuscle),
  l0: perMuscle,
  f0: perMuscle,
  intervenors: anyOption(),
} as unknown as OptionReaders<MuscledArmOptions>;

const radians = (degrees: PerMuscle): PerMuscle => degrees.map((angle) => (angle * Math.PI) / 180);

/**
 * A {@link TwoLinkArm} that six muscles move: flexor and extensor of the shoulder, of the elbow, and of both.
 *
 * The torque in the state of the skeleton is that of a force at the hand when it is called, and the sum with that of the muscles
 * afterwards. In these places Feedbax differs, where it is mistaken: there the torque of the muscles counts twice, forces at the hand
 * are lost, the velocity of a muscle has the sign of shortening, and the activation of the muscle model is filtered again.
 *
 * @example
 * import { ActivationFilter, MuscledArm, todorovLi2004VirtualMuscle } from "@proj/feedbax";
 * const arm = MuscledArm.init(todorovLi2004VirtualMuscle(), ActivationFilter.init());
 * arm.inputSize; // → 6
 */
export class MuscledArm extends Module<MuscledArmFields> implements Plant<TwoLinkArmState> {
  /**
   * @param muscleModel - what muscles give; it is taken for as many as the arm has.
   * @param activator - how activation follows the commands.
   * @param options - `skeleton` (default `TwoLinkArm.init()`); `clipStates` (default true); `momentArms`, `theta0`, `l0` and `f0` (by
   *   default those of six muscles); `intervenors` (default none).
   * @throws UsageError when these are not of as many muscles.
   */
  static init(muscleModel: MuscleModel, activator: DynamicalSystem<NDArray>, options?: MuscledArmOptions): MuscledArm {
    const {
      skeleton = TwoLinkArm.init(),
      clipStates = true,
      momentArms = [
        [2, -2, 0, 0, 1.5, -2],
        [0, 0, 2, -2, 2, -1.5],
      ],
      theta0 = [radians([15, 4.88, 0, 0, 4.5, 2.12]), radians([0, 0, 80.86, 109.32, 92.96, 91.52])],
      l0 = [7.32, 3.26, 6.4, 4.26, 5.95, 4.04],
      f0: forces,
      intervenors = {},
    } = readOptions("MuscledArm.init", options, readers);
    const rows: readonly PerMuscle[] = momentArms;
    const n = rows[0]?.length ?? 0;
    const f0 = forces ?? new Array<number>(n).fill(1);
    const perJoint: readonly (readonly PerMuscle[])[] = [rows, theta0];
    const all = [...rows, ...theta0, l0, f0];
    if (perJoint.some(({ length }) => length !== 2) || all.some(({ length }) => length !== n)) {
      throw new UsageError({
        operation: "MuscledArm.init",
        received: `rows of ${all.map(({ length }) => length).join(", ")} muscles in momentArms, theta0, l0 and f0`,
        expected: "momentArms and theta0 for shoulder and elbow, and all of as many muscles",
        remedy: "give a number for each muscle in each row",
      });
    }
    return new MuscledArm({
      muscleModel: muscleModel.withMuscles(n),
      activator,
      skeleton,
      clipStates,
      momentArms,
      theta0,
      l0,
      f0,
      intervenors,
    });
  }

  get inputSize(): number {
    return this.muscleModel.nMuscles;
  }

  get modelSpec(): Readonly<Record<string, Stage<NDArray, PlantState<TwoLinkArmState>>>> {
    type State = PlantState<TwoLinkArmState>;
    const { skeleton, muscleModel } = this;
    return {
      ...(this.clipStates && {
        clipSkeletonState: modelStage({
          operation: (_input: NDArray, state: TwoLinkArmState) => clipState(skeleton.bounds, state),
          whereInput: (input: NDArray, _state: State) => input,
          whereState: (state: State) => state.skeleton,
          label: "clipState",
        }),
      }),
      muscleGeometry: modelStage({
        operation: (arm: TwoLinkArmState, state: MuscleState | null) =>
          musclesOf(state).with({ length: this.lengths(arm.angle), velocity: this.velocities(arm.dAngle) }),
        whereInput: (_input: NDArray, state: State) => state.skeleton,
        whereState: (state: State) => state.muscles,
        label: "MuscledArm.lengths",
      }),
      ...(this.clipStates && {
        clipMuscleState: modelStage({
          operation: (_input: NDArray, state: MuscleState | null) => clipState(muscleModel.bounds, musclesOf(state)),
          whereInput: (input: NDArray, _state: State) => input,
          whereState: (state: State) => state.muscles,
          label: "clipState",
        }),
      }),
      muscleTension: modelStage({
        operation: muscleModel,
        whereInput: (_input: NDArray, state: State) => musclesOf(state.muscles).activation,
        whereState: (state: State) => state.muscles as MuscleState,
      }),
      muscleTorques: modelStage({
        operation: (muscles: MuscleState, arm: TwoLinkArmState): TwoLinkArmState => {
          const torque = this.torques(muscles.tension);
          return arm.with({ torque: arm.torque === null ? torque : arm.torque.add(torque) });
        },
        whereInput: (_input: NDArray, state: State) => musclesOf(state.muscles),
        whereState: (state: State) => state.skeleton,
        label: "MuscledArm.torques",
      }),
    };
  }

  /** The lengths of muscles, in optimal ones, [..., muscles], at the angles of the joints, [..., 2]. */
  lengths(angle: NDArray): NDArray {
    const { momentArms, theta0, l0 } = this;
    const atZero = l0.map((length, muscle) => {
      const stretched = momentArms[0][muscle]! * theta0[0][muscle]! + momentArms[1][muscle]! * theta0[1][muscle]!;
      return 1 + stretched / length;
    });
    return this.velocities(angle).add(array(atZero, { dtype: angle.dtype }));
  }

  /** The velocities of muscles, in optimal lengths per second, [..., muscles], at velocities of the joints, [..., 2]. */
  velocities(dAngle: NDArray): NDArray {
    const perAngle = this.momentArms.map((row) => row.map((arm, muscle) => -arm / this.l0[muscle]!));
    return matmul(dAngle, array(perAngle, { dtype: dAngle.dtype }));
  }

  /** The torques at the joints, in N m, [..., 2], of tensions of the muscles, [..., muscles]. */
  torques(tension: NDArray): NDArray {
    const perTension = this.f0.map((force, muscle) => this.momentArms.map((row) => row[muscle]! * force));
    return matmul(tension, array(perTension, { dtype: tension.dtype }));
  }

  call(input: ModelInput<NDArray>, state: PlantState<TwoLinkArmState>, key: NDArray): PlantState<TwoLinkArmState> {
    return runStages(this, input, state, key);
  }

  vectorField(t: NDArray, state: PlantState<TwoLinkArmState>, input: NDArray): PlantState<TwoLinkArmState> {
    const { activation, length, velocity, tension } = musclesOf(state.muscles);
    return new PlantState({
      skeleton: this.skeleton.vectorField(t, state.skeleton, zerosLike(state.skeleton.angle)),
      muscles: new MuscleState<NDArray>({
        activation: this.activator.vectorField(t, activation, input),
        length: zerosLike(length),
        velocity: zerosLike(velocity),
        tension: zerosLike(tension),
      }),
    });
  }

  init(key: NDArray): PlantState<TwoLinkArmState> {
    return new PlantState({ skeleton: this.skeleton.init(key), muscles: this.muscleModel.init(key) });
  }
}

function musclesOf(state: MuscleState | null): MuscleState {
  if (state !== null) return state;
  throw new UsageError({
    operation: "MuscledArm",
    received: "a state without muscles",
    expected: "the state of a MuscledArm",
    remedy: "begin with arm.init(key)",
  });
}
