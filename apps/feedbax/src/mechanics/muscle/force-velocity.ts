import { where, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

/**
 * The force of active fibres by their velocity, 1 at rest, Brown, Cheng & Loeb 1999. While they lengthen:
 * (bV − v (aV₀ + aV₁ L + aV₂ L²)) / (bV + v). While they shorten: (vMax − v) / (vMax + v (cV₀ + cV₁ L)); Hill's curve, which
 * does not depend on the length, has cV₁ = 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ForceVelocity } from "@proj/feedbax";
 * const curve = new ForceVelocity({ aV: [-3.12, 4.21, -2.67], bV: 0.62, vMax: -5.72, cV: [1.38, 2.09] });
 * curve.call(array([1]), array([0])).toList(); // → [1]
 */
export class ForceVelocity extends Module<{
  readonly aV: readonly [number, number, number];
  readonly bV: number;
  /** The fastest shortening, in optimal lengths per second; negative. */
  readonly vMax: number;
  readonly cV: readonly [number, number];
}> {
  /**
   * @param length - in optimal lengths, [...].
   * @param velocity - in optimal lengths per second, [...].
   */
  call(length: NDArray, velocity: NDArray): NDArray {
    const { aV, bV, vMax, cV } = this;
    const lengthening = velocity.gt(0);
    // Each formula has a pole on the other side, whose derivative would spoil that of the choice.
    const longer = where(lengthening, velocity, 0);
    const shorter = where(lengthening, 0, velocity);
    const slope = length.mul(aV[2]).add(aV[1]).mul(length).add(aV[0]);
    return where(
      lengthening,
      longer.mul(slope).neg().add(bV).div(longer.add(bV)),
      shorter.neg().add(vMax).div(length.mul(cV[1]).add(cV[0]).mul(shorter).add(vMax)),
    );
  }
}
