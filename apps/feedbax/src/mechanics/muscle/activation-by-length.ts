import { divide, exp, power, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

/**
 * How much of a muscle is active at an activation, which depends on its length: 1 − exp(−(a / (aF n))^n), with
 * n = nF₀ + nF₁ (1 / L − 1), Brown, Cheng & Loeb 1999.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ActivationByLength } from "@proj/feedbax";
 * new ActivationByLength({ nF: [2.11, 4.16], aF: 0.56 }).call(array([1]), array([1])).toList(); // ≈ [0.505008]
 */
export class ActivationByLength extends Module<{ readonly nF: readonly [number, number]; readonly aF: number }> {
  /**
   * @param activation - from 0 to 1, [...].
   * @param length - in optimal lengths, [...].
   */
  call(activation: NDArray, length: NDArray): NDArray {
    const { nF, aF } = this;
    const n = divide(1, length).sub(1).mul(nF[1]).add(nF[0]);
    return exp(power(activation.div(n.mul(aF)), n).neg())
      .neg()
      .add(1);
  }

  /** A little less than the length at which n would be 0. */
  get longest(): number {
    const [n0, n1] = this.nF;
    return (0.95 * n1) / (n1 - n0);
  }
}
