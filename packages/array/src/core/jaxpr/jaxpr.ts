import type { AbstractArray } from "../types/abstract-array.ts";
import type { ScalarValue } from "../types/scalar-value.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import type { Operands, Params, PrimitiveName } from "../primitives.ts";

/*
 * The Jaxpr: a function of arrays as a list of equations, typed, printable, and free of everything but primitives.
 *
 *   { lambda ; a:f32[3] b:f32[]. let c:f32[3] = sin a; d:f32[3] = mul c b in (d,) }
 *
 * A variable is bound once, by a binder or as the result of an equation, and every use comes after. Scope is the Jaxpr
 * itself: inner Jaxprs (of scan, cond, …) see nothing of the outer one; what they need arrives through their binders.
 * Scalars known at tracing time stand in the equations as literals; larger constants become binders of the outermost
 * Jaxpr, paired with their values in a ClosedJaxpr. Equations have no effects: one whose results nobody reads may go.
 */

/** A variable: an identity with a type. */
export class Variable {
  readonly aval: AbstractArray;

  constructor(aval: AbstractArray) {
    this.aval = aval;
  }
}

/** A scalar that is known; booleans are 0 and 1. */
export class Literal {
  readonly value: ScalarValue;
  readonly aval: AbstractArray;

  constructor(value: ScalarValue, aval: AbstractArray) {
    this.value = value;
    this.aval = aval;
  }
}

/** What an equation reads. */
export type Atom = Variable | Literal;

/** One application of a primitive; a union over the primitives, so that the name fixes arity and parameters. */
export type Equation<P extends PrimitiveName = PrimitiveName> = {
  [Q in P]: {
    readonly primitive: Q;
    readonly inputs: Operands<Q, Atom>;
    readonly params: Params<Q>;
    readonly outputs: readonly Variable[];
  };
}[P];

/** A closed function of arrays in terms of primitives; see the top of this file. */
export interface Jaxpr {
  readonly binders: readonly Variable[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Atom[];
}

/** A Jaxpr with the values of its first binders, the arrays that the traced function closed over. */
export interface ClosedJaxpr {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly NDArray[];
}

/** Makes one equation; the cast is the one place where a name chosen at run time meets the union over names. */
export function makeEquation<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly Atom[],
  params: Params<P>,
  outputs: readonly Variable[],
): Equation {
  return { primitive, inputs, params, outputs } as unknown as Equation;
}

/** The types of a Jaxpr's binders. */
export function inputTypes(jaxpr: Jaxpr): AbstractArray[] {
  return jaxpr.binders.map((binder) => binder.aval);
}

/** The types of a Jaxpr's outputs. */
export function outputTypes(jaxpr: Jaxpr): AbstractArray[] {
  return jaxpr.outputs.map((output) => output.aval);
}
