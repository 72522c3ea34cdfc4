import type { NDArray } from "../ndarray/ndarray.ts";
import type { Tangent } from "./rules.ts";

/** True for each operand that has a tangent. */
export const maskOf = (tangents: readonly Tangent[]): boolean[] => tangents.map((tangent) => tangent !== null);

/** The tangents, or cotangents, that exist. */
export const present = (tangents: readonly Tangent[]): NDArray[] => tangents.filter((tangent) => tangent !== null);

/** The given tangents at the places where the mask says so, zeros elsewhere. */
export function spread(mask: readonly boolean[], tangents: readonly NDArray[]): Tangent[] {
  let next = 0;
  return mask.map((has) => (has ? tangents[next++]! : null));
}
