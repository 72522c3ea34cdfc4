import { NewtonChord } from "./newton-chord.ts";

/**
 * Newton's method, with a new Jacobian at each point. It ends when the last step and the value of the function are both below the
 * tolerances.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Newton, rootFind } from "@proj/ode";
 * const finder = new Newton({ rtol: 1e-5, atol: 1e-5 });
 * rootFind((y) => y.mul(y).sub(2), finder, array(1)).value.item(); // ≈ 1.41421
 */
export class Newton extends NewtonChord {
  protected get everyPoint(): boolean {
    return true;
  }

  protected get cauchy(): boolean {
    return true;
  }
}
