import type { NDArray } from "@proj/array";
import type { AbstractArray, Jaxpr, Operands, Params, PrimitiveName } from "@proj/array/core";
import type { TransposedJaxpr } from "../backward-pass.ts";

/** An operand in which an equation is linear; of its value only the type is known. */
export class LinearInput {
  /** Tells it from an array, which has a type as well. */
  readonly role = "linear";
  readonly aval: AbstractArray;

  constructor(aval: AbstractArray) {
    this.aval = aval;
  }
}

/** The cotangent of an array; `null` is zero. */
export type Cotangent = NDArray | null;

/** An operand of a linear equation: known, or one in which it is linear. */
export type LinearOperand = NDArray | LinearInput;

/** What the rules of primitives with Jaxprs ask of the backward pass. */
export interface TransposeContext {
  readonly transposeJaxpr: (
    jaxpr: Jaxpr,
    linear: readonly boolean[],
    cotangents: readonly boolean[],
    instantiate: readonly boolean[],
  ) => TransposedJaxpr;
}

/**
 * How the cotangents of a primitive's results flow back to its operands: one cotangent for each, `null` for operands that
 * are known. At least one of the results' cotangents is not zero.
 */
export type TransposeRule<P extends PrimitiveName> = (
  cotangents: readonly Cotangent[],
  operands: Operands<P, LinearOperand>,
  params: Params<P>,
  context: TransposeContext,
) => readonly Cotangent[];

/** The written absence of a transpose: the primitive is not linear, for the given reason. */
export interface Nonlinear {
  readonly nonlinear: string;
  /** What is expected instead, for messages. */
  readonly expected?: string;
  /** How to correct the program, for messages. */
  readonly remedy?: string;
}

export const nonlinear: Nonlinear = { nonlinear: "it is not a linear function" };
export const givesIntegers: Nonlinear = { nonlinear: "its results are integers or booleans" };

/** True for operands in which the equation is linear. */
export function isLinear(operand: LinearOperand): operand is LinearInput {
  return operand instanceof LinearInput;
}

/** An operand that the equation's linearity says is known. */
export function known(operand: LinearOperand, primitive: string): NDArray {
  if (operand instanceof LinearInput) throw new Error(`${primitive} is not linear in all its operands together`);
  return operand;
}
