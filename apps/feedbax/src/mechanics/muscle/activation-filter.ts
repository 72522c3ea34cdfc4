import { where, zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { checkQuantity } from "../../quantities.ts";
import type { DynamicalSystem } from "../dynamical-system.ts";

/**
 * How activation follows the drive of a muscle: da/dt = (u − a) / τ, with τ = τ_deact + (τ_act − τ_deact) u while the drive u
 * is below the activation a, and τ_deact while it is above.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ActivationFilter } from "@proj/feedbax";
 * ActivationFilter.init(0.05, 0.1).vectorField(array(0), array([0]), array([1])).toList(); // → [10]
 */
export class ActivationFilter
  extends Module<{
    /** In s. */
    readonly tauAct: number | NDArray;
    /** In s. */
    readonly tauDeact: number | NDArray;
  }>
  implements DynamicalSystem<NDArray>
{
  /**
   * @param tauAct - time constant at full drive, in s. Default 0.05.
   * @param tauDeact - time constant without drive, in s. Default 0.066.
   * @throws UsageError when one of them is a number that is not above 0, or neither number nor array.
   */
  static init(tauAct: number | NDArray = 0.05, tauDeact: number | NDArray = 0.066): ActivationFilter {
    checkQuantity("ActivationFilter.init", "tauAct", tauAct, { above: 0 });
    checkQuantity("ActivationFilter.init", "tauDeact", tauDeact, { above: 0 });
    return new ActivationFilter({ tauAct, tauDeact });
  }

  /** Drives of one muscle; as many as the activation has, when it is used. */
  get inputSize(): number {
    return 1;
  }

  vectorField(_t: NDArray, activation: NDArray, input: NDArray): NDArray {
    const { tauAct, tauDeact } = this;
    const drive = where(input.lt(activation), input, 0);
    return input.sub(activation).div(drive.mul(tauAct).add(drive.neg().add(1).mul(tauDeact)));
  }

  init(_key: NDArray): NDArray {
    return zeros([1]);
  }
}
