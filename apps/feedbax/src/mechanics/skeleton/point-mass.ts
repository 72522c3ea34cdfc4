import { zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { CartesianState } from "../../state/cartesian-state.ts";
import type { StateBounds } from "../../state/bounds.ts";
import type { Skeleton } from "./skeleton.ts";

/**
 * A mass that a force moves in the plane, against viscous friction: d pos = vel, d vel = (F - damping · vel) / mass.
 *
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState, PointMass } from "@proj/feedbax";
 * const skeleton = new PointMass({ mass: 2, damping: 0 });
 * skeleton.vectorField(array(0), CartesianState.init(), array([1, 0])).vel.toList(); // → [0.5, 0]
 */
export class PointMass
  extends Module<{
    /** In kg. */
    readonly mass: number | NDArray;
    /** Friction per velocity, in kg/s. */
    readonly damping: number | NDArray;
  }>
  implements Skeleton<CartesianState>
{
  /** @param options - mass (default 1 kg) and damping (default 0 kg/s). */
  static init({ mass = 1, damping = 0 }: Partial<Pick<PointMass, "mass" | "damping">> = {}): PointMass {
    return new PointMass({ mass, damping });
  }

  get inputSize(): number {
    return 2;
  }

  get bounds(): StateBounds {
    return { low: null, high: null };
  }

  vectorField(_t: NDArray, { vel, force }: CartesianState, input: NDArray): CartesianState {
    const total = (force === null ? input : input.add(force)).sub(vel.mul(this.damping));
    return new CartesianState({ pos: vel, vel: total.div(this.mass), force: force === null ? null : zerosLike(force) });
  }

  init(_key: NDArray): CartesianState {
    return CartesianState.init();
  }

  effector({ pos, vel }: CartesianState): CartesianState {
    return new CartesianState({ pos, vel, force: zerosLike(pos) });
  }

  inverseKinematics(effector: CartesianState): CartesianState {
    return effector;
  }

  updateStateGivenEffectorForce(force: NDArray | null, { pos, vel }: CartesianState): CartesianState {
    return new CartesianState({ pos, vel, force });
  }
}
