import type { NDArray } from "@proj/array";
import type { Tangent } from "@proj/array/core";

/** The written absence of a derivative, with its reason. */
export interface NoDerivative {
  readonly noDerivative: string;
}

export const takesNoFloats: NoDerivative = { noDerivative: "integers have no tangents" };

/** Applies a linear function to a tangent; zero stays zero. */
export function mapTangent(tangent: Tangent, f: (tangent: NDArray) => NDArray): Tangent {
  return tangent === null ? null : f(tangent);
}
