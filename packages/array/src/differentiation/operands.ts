import type { NDArray } from "../ndarray/ndarray.ts";
import { isLinear, type Cotangent, type LinearOperand, type TransposedJaxpr } from "./rules.ts";

/** Puts the cotangents that exist to the operands in which the equation is linear. */
export function toOperands(
  operands: readonly LinearOperand[],
  { outputMask }: Pick<TransposedJaxpr, "outputMask">,
  cotangents: readonly NDArray[],
): Cotangent[] {
  let linear = 0;
  let next = 0;
  return operands.map((operand) => (isLinear(operand) && outputMask[linear++]! ? cotangents[next++]! : null));
}

/** The operands that are known. */
export const knownOnly = (operands: readonly LinearOperand[]): NDArray[] =>
  operands.filter((x): x is NDArray => !isLinear(x));
