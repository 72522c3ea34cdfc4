import type { NDArray } from "@proj/array";
import {
  bind,
  isLinear,
  knownOnly,
  present,
  toOperands,
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

export const callTransposeRules: { readonly [P in CallName]: TransposeRule<P> | Nonlinear } = {
  jit: jitTranspose,
  checkpoint: checkpointTranspose,
  customJvpCall: nonlinear,
  customVjpCall: nonlinear,
  customLinear: (cotangents, operands, params, context) =>
    params.rules.transpose(cotangents, operands, params, context),
};
