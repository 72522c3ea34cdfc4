import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { Operands, Params, PrimitiveName } from "../core/primitives.ts";
import type { AbstractArray } from "../core/types/abstract-array.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * What rules of differentiation are, and what they ask of the transformation that applies them. Most rules are rows of tables in
 * `autodiff`, which alone knows how programs are differentiated. Loops and branches bring theirs along (see
 * `control-flow/rules.ts`), as routines do: whoever does not import them does not carry them.
 */

/** The tangent of an array; `null` is zero. */
export type Tangent = NDArray | null;

/** A Jaxpr that computes results and tangents together; constants that rules brought along come first. */
export interface JointJaxpr {
  /** From constants, inputs and the tangents of masked inputs to outputs and the tangents of masked outputs. */
  readonly jaxpr: Jaxpr;
  readonly consts: readonly NDArray[];
  /** Which outputs have tangents. */
  readonly outputMask: readonly boolean[];
}

/** Where a residual comes from: it is an input of the primal Jaxpr, or one of its outputs. */
export interface Residual {
  readonly from: "input" | "output";
  /** Among the binders, or the outputs, of the primal Jaxpr. */
  readonly index: number;
}

/** A Jaxpr split into the computation of its results and the linear computation of their tangents. */
export interface Linearization {
  /** From constants and inputs to outputs, followed by those residuals that are neither inputs nor outputs already. */
  readonly primal: Jaxpr;
  /** Values of the first binders of `primal`. */
  readonly consts: readonly NDArray[];
  readonly residuals: readonly Residual[];
  /** From residuals and tangents of masked inputs to tangents of masked outputs. */
  readonly linear: Jaxpr;
  readonly outputMask: readonly boolean[];
}

/** Splits a Jaxpr into the computation of its results and a linear Jaxpr for its tangents. */
export type LinearizeJaxpr = (jaxpr: Jaxpr, mask: readonly boolean[], instantiate: readonly boolean[]) => Linearization;

/** What the rules of primitives with Jaxprs ask of the trace. */
export interface JvpContext {
  /** Forward-mode derivative of a Jaxpr, results and tangents together. */
  readonly jvpJaxpr: (jaxpr: Jaxpr, mask: readonly boolean[], instantiate: readonly boolean[]) => JointJaxpr;
  /** Present where tangents are staged apart from the results. */
  readonly linearizeJaxpr: LinearizeJaxpr | null;
}

/** Results and their tangents. */
export type Dual = readonly [results: readonly NDArray[], tangents: readonly Tangent[]];

/**
 * How the tangents of a primitive's results follow from its operands' tangents. The tangents it gives are built from the
 * operands' tangents by linear operations only, so that they can be transposed.
 */
export type JvpRule<P extends PrimitiveName> = (
  primals: Operands<P, NDArray>,
  tangents: Operands<P, Tangent>,
  params: Params<P>,
  context: JvpContext,
) => Dual;

/** A Jaxpr read backwards. */
export interface TransposedJaxpr {
  /** From constants, known inputs and the masked cotangents of outputs to the masked cotangents of linear inputs. */
  readonly jaxpr: Jaxpr;
  readonly consts: readonly NDArray[];
  /** Which linear inputs, in their order, have a cotangent. */
  readonly outputMask: readonly boolean[];
}

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
 * are known; or why they do not. At least one of the results' cotangents is not zero.
 */
export type TransposeRule<P extends PrimitiveName> = (
  cotangents: readonly Cotangent[],
  operands: Operands<P, LinearOperand>,
  params: Params<P>,
  context: TransposeContext,
) => readonly Cotangent[] | Nonlinear;

/** The written absence of a transpose: the primitive is not linear, for the given reason. */
export interface Nonlinear {
  readonly nonlinear: string;
  /** What is expected instead, for messages. */
  readonly expected?: string;
  /** How to correct the program, for messages. */
  readonly remedy?: string;
}

/** True for operands in which the equation is linear. */
export function isLinear(operand: LinearOperand): operand is LinearInput {
  return operand instanceof LinearInput;
}

/** An operand that the equation's linearity says is known. */
export function known(operand: LinearOperand, primitive: string): NDArray {
  if (operand instanceof LinearInput) throw new Error(`${primitive} is not linear in all its operands together`);
  return operand;
}
