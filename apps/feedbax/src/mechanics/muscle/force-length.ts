import { abs, exp, power, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

/**
 * The force of active fibres by their length, 1 at the optimal one: exp(−|(L^β − 1) / ω|^ρ), Brown, Cheng & Loeb 1999.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ForceLength } from "@proj/feedbax";
 * new ForceLength({ beta: 1.93, omega: 1.03, rho: 1.87 }).call(array([1])).toList(); // → [1]
 */
export class ForceLength extends Module<{ readonly beta: number; readonly omega: number; readonly rho: number }> {
  /** @param length - in optimal lengths, [...]. */
  call(length: NDArray): NDArray {
    const { beta, omega, rho } = this;
    return exp(power(abs(power(length, beta).sub(1).div(omega)), rho).neg());
  }
}
