import type { NDArray } from "@proj/array";
import {
  bind,
  isLinear,
  known,
  knownOnly,
  present,
  toOperands,
  zeros,
  type CallName,
  type Cotangent,
  type Jaxpr,
  type LinearOperand,
  type Nonlinear,
  type TransposeContext,
  type TransposeRule,
} from "@proj/array/core";
import { nonlinear } from "./rule.ts";

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

const jitTranspose: TransposeRule<"jit"> = (cotangents, operands, { name, jaxpr }, context) =>
  transposeCall((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, cotangents, operands, context);

/** What the checkpoint computes again stays a checkpoint's. */
const checkpointTranspose: TransposeRule<"checkpoint"> = (cotangents, operands, params, context) =>
  transposeCall(
    (inner, args) => bind("checkpoint", args, { ...params, jaxpr: inner }),
    params.jaxpr,
    cotangents,
    operands,
    context,
  );

/** Here the user's backward function takes over. */
const customLinearTranspose: TransposeRule<"customLinear"> = (cotangents, operands, params) => {
  const { numResiduals, results, backward, name } = params;
  const residuals = operands.slice(0, numResiduals).map((residual) => known(residual, name));
  const sent = backward(residuals, cotangents.map((ct, k) => ct ?? zeros(results[k]!))); // prettier-ignore
  return operands.map((operand, k) => (isLinear(operand) ? (sent[k - numResiduals] ?? null) : null));
};

export const callTransposeRules: { readonly [P in CallName]: TransposeRule<P> | Nonlinear } = {
  jit: jitTranspose,
  checkpoint: checkpointTranspose,
  customJvpCall: nonlinear,
  customVjpCall: nonlinear,
  customLinear: customLinearTranspose,
};
