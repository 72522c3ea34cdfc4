import { zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { CartesianState } from "../../state/cartesian-state.ts";
import { checkQuantity } from "../../quantities.ts";
import type { StateBounds } from "../../state/bounds.ts";
import type { Skeleton } from "./skeleton.ts";

/**
 * A mass that a force moves in the plane, against viscous friction: d pos = vel, d vel = (F - damping · vel) / mass.
 *
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState, PointMass } from "@proj/feedbax";
 * const skeleton = PointMass.init(2);
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
  /**
   * @param mass - in kg. Default 1.
   * @param damping - friction per velocity, in kg/s. Default 0.
   * @throws UsageError when the mass is a number that is not above 0, or one of them is neither number nor array.
   */
  static init(mass: number | NDArray = 1, damping: number | NDArray = 0): PointMass {
    checkQuantity("PointMass.init", "mass", mass, { above: 0 });
    checkQuantity("PointMass.init", "damping", damping);
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
