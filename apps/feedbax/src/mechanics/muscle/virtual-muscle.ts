import { array, full, zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { anyOption, integerOption, nullableOption, objectOption, readNeededOptions } from "@proj/tree/core";
import type { OptionReaders } from "@proj/tree/core";
import type { Intervenors } from "../../models/intervenor.ts";
import type { ModelInput } from "../../models/model.ts";
import { modelStage, runStages, type Stage, type StagedModel } from "../../models/staged-model.ts";
import type { StateBounds } from "../../state/bounds.ts";
import { MuscleState } from "./muscle-state.ts";

/** A curve of force over length. */
export interface LengthCurve {
  /** The force at a length, [...]. */
  call(length: NDArray): NDArray;
}

/** Muscles as they are: from an activation and the lengths and velocities in their state they set its tension. */
export interface MuscleModel extends StagedModel<NDArray, MuscleState> {
  /** How many they are. */
  readonly nMuscles: number;
  /** Where their state cannot leave. */
  readonly bounds: StateBounds;
  /** The same muscles in another number. */
  withMuscles(nMuscles: number): this;
}

interface VirtualMuscleFields {
  readonly nMuscles: number;
  /** What active fibres give at a length. */
  readonly forceLength: LengthCurve;
  /** What they give at a velocity. */
  readonly forceVelocity: { call(length: NDArray, velocity: NDArray): NDArray };
  /** What stretched tissue adds; null for nothing. */
  readonly stretch: LengthCurve | null;
  /** What compressed filaments add while they are active; null for nothing. */
  readonly compression: LengthCurve | null;
  /** How much is active at an activation; null for the activation itself. */
  readonly activation: { readonly longest: number; call(activation: NDArray, length: NDArray): NDArray } | null;
  readonly intervenors: Intervenors<MuscleState>;
}

/** Options of {@link VirtualMuscle.init}. */
export type VirtualMuscleOptions = Pick<VirtualMuscleFields, "forceLength" | "forceVelocity"> &
  Partial<VirtualMuscleFields>;

const curve = objectOption<{ call: never }>("a curve, such as new ForceLength({ … })", "call");
const readers = {
  nMuscles: integerOption(1),
  forceLength: curve,
  forceVelocity: curve,
  stretch: nullableOption(curve),
  compression: nullableOption(curve),
  activation: nullableOption(curve),
  intervenors: anyOption(),
} as unknown as OptionReaders<VirtualMuscleOptions>;

/**
 * Muscles after Brown, Cheng & Loeb 1999: tension = A (FL · FV + PE₂) + PE₁.
 *
 * The activation in the state is the drive that a filter gives; A, which depends on the length as well, is in the tension alone.
 *
 * @example
 * import { array, full } from "@proj/array";
 * import { todorovLi2004VirtualMuscle } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const muscle = todorovLi2004VirtualMuscle();
 * const state = muscle.init(key(0)).with({ length: full([1], 1.2), velocity: full([1], 0.3) });
 * const { tension } = muscle.call({ input: array([1]), intervene: {} }, state, key(1));
 * tension.shape; // → [1]
 */
export class VirtualMuscle extends Module<VirtualMuscleFields> implements MuscleModel {
  /**
   * @param options - `forceLength` and `forceVelocity` at least; `stretch`, `compression` and `activation` (default null: none);
   *   `nMuscles` (default 1); `intervenors` (default none).
   */
  static init(options: VirtualMuscleOptions): VirtualMuscle {
    const read = readNeededOptions("VirtualMuscle.init", options, readers, ["forceLength", "forceVelocity"]);
    const { nMuscles = 1, stretch = null, compression = null, activation = null, intervenors = {}, ...curves } = read;
    return new VirtualMuscle({ nMuscles, ...curves, stretch, compression, activation, intervenors });
  }

  get bounds(): StateBounds {
    const none = { activation: null, length: null, velocity: null, tension: null };
    const limits = (limit: Partial<Record<keyof typeof none, NDArray>>) =>
      new MuscleState<NDArray | null>({ ...none, ...limit });
    return {
      low: limits({ activation: array(0) }),
      high: this.activation === null ? null : limits({ length: array(this.activation.longest) }),
    };
  }

  get modelSpec(): Readonly<Record<string, Stage<NDArray, MuscleState>>> {
    return {
      force: modelStage({
        operation: ({ activation, length, velocity }: MuscleState) => this.tension(activation, length, velocity),
        whereInput: (activation: NDArray, state: MuscleState) => state.with({ activation }),
        whereState: (state: MuscleState) => state.tension,
        label: "VirtualMuscle.tension",
      }),
    };
  }

  /** The tension of muscles, in maximal isometric forces. */
  tension(activation: NDArray, length: NDArray, velocity: NDArray): NDArray {
    const active = this.activation === null ? activation : this.activation.call(activation, length);
    const fibres = this.forceLength.call(length).mul(this.forceVelocity.call(length, velocity));
    const force = active.mul(this.compression === null ? fibres : fibres.add(this.compression.call(length)));
    return this.stretch === null ? force : force.add(this.stretch.call(length));
  }

  call(input: ModelInput<NDArray>, state: MuscleState, key: NDArray): MuscleState {
    return runStages(this, input, state, key);
  }

  init(_key: NDArray): MuscleState {
    const [activation, length, velocity] = [zeros([this.nMuscles]), full([this.nMuscles], 1), zeros([this.nMuscles])];
    return new MuscleState<NDArray>({
      activation,
      length,
      velocity,
      tension: this.tension(activation, length, velocity),
    });
  }

  withMuscles(nMuscles: number): this {
    return this.with({ nMuscles });
  }
}
