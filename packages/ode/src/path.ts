import { onesLike, type ArrayLike, type NDArray } from "@proj/array";
import { toArray } from "@proj/array/core";
import { jvp } from "@proj/autodiff";
import { minus } from "./trees.ts";
import { TreeRecord } from "./tree-record.ts";

/**
 * A function of time on an interval: an interpolation, a solution, a Brownian motion. It can be the control of a term.
 *
 * @typeParam Control - its values: trees of arrays.
 * @example
 * import { toArray } from "@proj/array/core";
 * import type { ArrayLike, NDArray } from "@proj/array";
 * import { Path } from "@proj/ode";
 * class Parabola extends Path<NDArray> {
 *   readonly t0 = 0;
 *   readonly t1 = 3;
 *   at(t: NDArray) {
 *     return t.mul(t);
 *   }
 * }
 * new Parabola().evaluate(1, 3).item(); // → 8
 * new Parabola().derivative(3).item(); // → 6
 */
export abstract class Path<Control> extends TreeRecord {
  /** Where the path begins. */
  abstract readonly t0: ArrayLike;
  /** Where it ends. */
  abstract readonly t1: ArrayLike;

  /**
   * The value at a time.
   *
   * @param left - at a jump, whether the value is the limit from the left.
   */
  protected abstract at(t: NDArray, left: boolean): Control;

  /**
   * The value at a time, or the increment between two times.
   *
   * @param t0 - a time between the ends of the path.
   * @param t1 - if given, the increment from `t0` to it is the result; default null.
   * @param left - at a jump, whether the value is the limit from the left; default true.
   * @returns a tree of arrays.
   */
  evaluate(t0: ArrayLike, t1: ArrayLike | null = null, left = true): Control {
    const value = this.at(toArray(t0), left);
    return t1 === null ? value : minus(this.at(toArray(t1), left), value);
  }

  /**
   * The derivative by time; of a numerical solution it is that of its interpolation.
   *
   * @param t - a time between the ends of the path.
   * @param left - at a jump, whether the value is the limit from the left; default true.
   * @returns a tree of arrays.
   */
  derivative(t: ArrayLike, left = true): Control {
    const time = toArray(t);
    return jvp((x: NDArray) => this.at(x, left), [time], [onesLike(time)])[1] as Control;
  }
}
