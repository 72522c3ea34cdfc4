import type { NDArray } from "@proj/array";
import { TreeRecord } from "../tree-record.ts";

/** What a control is asked for, besides its increment. */
export interface ControlOptions {
  /** Whether the increment of a Brownian motion comes with its Lévy areas; default false. */
  readonly useLevy?: boolean;
}

/**
 * One summand f(t, y, args) dx(t) on the right-hand side of a differential equation: a vector field, a control, and the product
 * of the two. For an ordinary differential equation the control is time.
 *
 * @typeParam Y - the state: a tree of arrays of floats.
 * @typeParam Args - whatever else the vector field depends on.
 * @typeParam VF - what the vector field gives.
 * @typeParam Control - an increment of the control.
 */
export interface Term<Y, Args = undefined, VF = unknown, Control = unknown> {
  /** The vector field at a time and a state. */
  vf(t: NDArray, y: Y, args: Args): VF;
  /** The increment of the control between two times. */
  contr(t0: NDArray, t1: NDArray, options?: ControlOptions): Control;
  /** Vector field times control: an increment of the state. */
  prod(vf: VF, control: Control): Y;
  /** The product of both; a term may know how to compute it without the vector field itself. */
  vfProd(t: NDArray, y: Y, args: Args, control: Control): Y;
  /** Whether `vfProd` is much cheaper than `vf`. */
  isVfExpensive(t0: NDArray, t1: NDArray, y: Y, args: Args): boolean;
}

/** What terms have in common: the product is that of vector field and control. */
export abstract class AbstractTerm<Y, Args, VF, Control> extends TreeRecord implements Term<Y, Args, VF, Control> {
  abstract vf(t: NDArray, y: Y, args: Args): VF;
  abstract contr(t0: NDArray, t1: NDArray, options?: ControlOptions): Control;
  abstract prod(vf: VF, control: Control): Y;

  vfProd(t: NDArray, y: Y, args: Args, control: Control): Y {
    return this.prod(this.vf(t, y, args), control);
  }

  isVfExpensive(_t0: NDArray, _t1: NDArray, _y: Y, _args: Args): boolean {
    return false;
  }
}

/** Whether a value has what {@link Term} asks for. */
export function isTerm(value: unknown): value is Term<unknown, unknown> {
  return (
    typeof value === "object" && value !== null && ["vf", "contr", "prod", "vfProd"].every((name) => name in value)
  );
}
