import { where, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { checkQuantity } from "../quantities.ts";

/**
 * A filter that follows its input with one time constant while it rises and another while it falls.
 *
 * @example
 * import { array } from "@proj/array";
 * import { FirstOrderFilter } from "@proj/feedbax";
 * const filter = FirstOrderFilter.init(0.05, 0.1, 0.01);
 * filter.call(array([1, -1]), array([0, 0])); // ≈ [0.2, -0.1]
 */
export class FirstOrderFilter extends Module<{
  readonly tauRise: number;
  readonly tauDecay: number;
  readonly dt: number;
}> {
  /**
   * @param tauRise - the time constant while the input is above the output, in seconds.
   * @param tauDecay - the time constant while it is below.
   * @param dt - the length of a step.
   * @throws UsageError when one of them is not above 0.
   */
  static init(tauRise: number, tauDecay: number, dt: number): FirstOrderFilter {
    for (const [name, value] of Object.entries({ tauRise, tauDecay, dt }))
      checkQuantity("FirstOrderFilter.init", name, value, { above: 0 });
    return new FirstOrderFilter({ tauRise, tauDecay, dt });
  }

  /** The output after a step. */
  call(input: NDArray, output: NDArray): NDArray {
    const difference = input.sub(output);
    const rate = where(difference.gt(0), this.dt / this.tauRise, this.dt / this.tauDecay);
    return output.add(difference.mul(rate));
  }
}
