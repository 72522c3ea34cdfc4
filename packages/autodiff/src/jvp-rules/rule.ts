import type { NDArray } from "@proj/array";
import type { Jaxpr, Operands, Params, PrimitiveName } from "@proj/array/core";
import type { JointJaxpr, Tangent } from "../jvp-trace.ts";
import type { Linearization } from "../linearize-jaxpr.ts";

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

/** The written absence of a derivative, with its reason. */
export interface NoDerivative {
  readonly noDerivative: string;
}

export const takesNoFloats: NoDerivative = { noDerivative: "it takes integers only, which have no tangents" };

/** Applies a linear function to a tangent; zero stays zero. */
export function mapTangent(tangent: Tangent, f: (tangent: NDArray) => NDArray): Tangent {
  return tangent === null ? null : f(tangent);
}
