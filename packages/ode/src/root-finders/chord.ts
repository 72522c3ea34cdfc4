import { NewtonChord } from "./newton-chord.ts";

/**
 * The chord method: Newton's with the Jacobian at the guess. It ends when the last step and the value of the function are both
 * below the tolerances.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Chord, rootFind } from "@proj/ode";
 * const finder = new Chord({ rtol: 1e-5, atol: 1e-5 });
 * rootFind((y) => y.mul(y).sub(2), finder, array(1.4)).value.item(); // ≈ 1.4142
 */
export class Chord extends NewtonChord {
  protected get everyPoint(): boolean {
    return false;
  }

  protected get cauchy(): boolean {
    return true;
  }
}
