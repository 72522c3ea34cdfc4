import { zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

interface CartesianFields {
  /** Position, in the unit of the workspace. */
  readonly pos: NDArray;
  /** Velocity. */
  readonly vel: NDArray;
  /** Force; as a goal for the network a state has none. */
  readonly force: NDArray | null;
}

/**
 * Position, velocity and force of a point in the plane, each [..., 2].
 * @example
 * import { array } from "@proj/array";
 * import { CartesianState } from "@proj/feedbax";
 * CartesianState.init({ pos: array([1, 2]) }).vel.toList(); // → [0, 0]
 */
export class CartesianState extends Module<CartesianFields> {
  /** At rest in the origin, but for what is given. */
  static init({
    pos = zeros([2]),
    vel = zeros([2]),
    force = zeros([2]),
  }: Partial<CartesianFields> = {}): CartesianState {
    return new CartesianState({ pos, vel, force });
  }
}
