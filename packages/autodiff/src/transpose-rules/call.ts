import type { NDArray } from "@proj/array";
import { bind, type Jaxpr } from "@proj/array/core";
import type { TransposedJaxpr } from "../backward-pass.ts";
import { zeros } from "../operations.ts";
import {
  isLinear,
  known,
  type Cotangent,
  type LinearOperand,
  type TransposeContext,
  type TransposeRule,
} from "./rule.ts";

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

/** The cotangents that exist. */
export const present = (cotangents: readonly Cotangent[]): NDArray[] => cotangents.filter((ct) => ct !== null);

/** The operands that are known. */
export const knownOnly = (operands: readonly LinearOperand[]): NDArray[] =>
  operands.filter((x): x is NDArray => !isLinear(x));

function transposeCall(
  call: (jaxpr: Jaxpr, args: readonly NDArray[]) => readonly NDArray[],
  jaxpr: Jaxpr,
  cotangents: readonly Cotangent[],
  operands: readonly LinearOperand[],
  { transposeJaxpr }: TransposeContext,
): Cotangent[] {
  const mask = cotangents.map((ct) => ct !== null);
  const transposed = transposeJaxpr(jaxpr, operands.map(isLinear), mask, []);
  const args = [...transposed.consts, ...knownOnly(operands), ...present(cotangents)];
  return toOperands(operands, transposed, call(transposed.jaxpr, args));
}

export const jitTranspose: TransposeRule<"jit"> = (cotangents, operands, { name, jaxpr }, context) =>
  transposeCall((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, cotangents, operands, context);

/** What the checkpoint computes again stays a checkpoint's. */
export const checkpointTranspose: TransposeRule<"checkpoint"> = (cotangents, operands, { jaxpr }, context) =>
  transposeCall((inner, args) => bind("checkpoint", args, { jaxpr: inner }), jaxpr, cotangents, operands, context);

/** Here the user's backward function takes over. */
export const customLinearTranspose: TransposeRule<"customLinear"> = (cotangents, operands, params) => {
  const { numResiduals, results, backward, name } = params;
  const residuals = operands.slice(0, numResiduals).map((residual) => known(residual, name));
  const sent = backward(residuals, cotangents.map((ct, k) => ct ?? zeros(results[k]!))); // prettier-ignore
  return operands.map((operand, k) => (isLinear(operand) ? (sent[k - numResiduals] ?? null) : null));
};
