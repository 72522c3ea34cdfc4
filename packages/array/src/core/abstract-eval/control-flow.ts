import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import type { ControlFlowName } from "../families.ts";
import { inputTypes, outputTypes } from "../jaxpr/jaxpr.ts";
import type { ShapeRule } from "./index.ts";
import { checkCall, sameTypes } from "./jaxpr-types.ts";

/** A Jaxpr of a loop must give back the types that it takes, or the next step could not follow. */
function checkCarry(operation: string, before: readonly AbstractArray[], after: readonly AbstractArray[]): void {
  if (sameTypes(before, after)) return;
  throw new UsageError({
    operation,
    received: `a body from ${before.map(describeArray).join(", ")} to ${after.map(describeArray).join(", ")}`,
    expected: "a carry whose types the body does not change",
    remedy: "call scan or whileLoop, which bring the carry to one type",
  });
}

/** The shape rule of a scan. */
export const scanTypes: ShapeRule<"scan"> = (operands, { jaxpr, numConsts, numCarry, length }) => {
  const stacked = operands.slice(numConsts + numCarry);
  const wrong = stacked.find((x) => x.shape[0] !== length);
  if (wrong !== undefined) {
    throw new UsageError({
      operation: "scan",
      received: `${describeArray(wrong)} for ${length} steps`,
      expected: "stacked inputs with one slice for each step",
      remedy: "correct the length, or slice the input",
    });
  }
  checkCall("scan", jaxpr, [
    ...operands.slice(0, numConsts + numCarry),
    ...stacked.map((x) => abstractArray(x.shape.slice(1), x.dtype, x.weakType)),
  ]);
  const outputs = outputTypes(jaxpr);
  checkCarry("scan", inputTypes(jaxpr).slice(numConsts, numConsts + numCarry), outputs.slice(0, numCarry));
  return [
    ...outputs.slice(0, numCarry),
    ...outputs.slice(numCarry).map((y) => abstractArray([length, ...y.shape], y.dtype, y.weakType)),
  ];
};

/** The shape rule of a loop whose end is not known before it runs. */
export const whileTypes: ShapeRule<"while"> = (operands, { condition, body, numConditionConsts, numBodyConsts }) => {
  checkCall("whileLoop", condition, [
    ...operands.slice(0, numConditionConsts),
    ...operands.slice(numConditionConsts + numBodyConsts),
  ]);
  checkCall("whileLoop", body, operands.slice(numConditionConsts));
  checkCarry("whileLoop", inputTypes(body).slice(numBodyConsts), outputTypes(body));
  return outputTypes(body);
};

/** The shape rule of a conditional. */
export const condTypes: ShapeRule<"cond"> = (operands, { branches }) => {
  const [index] = operands;
  if (index === undefined || index.dtype !== "int32" || index.shape.length !== 0) {
    throw new UsageError({
      operation: "cond",
      received: `an index ${index === undefined ? "missing" : describeArray(index)}`,
      expected: "int32[]",
      remedy: "call cond or switchCase, which convert the index",
    });
  }
  const [first] = branches;
  const types = outputTypes(first!);
  for (const branch of branches) {
    checkCall("cond", branch, operands.slice(1));
    if (!sameTypes(outputTypes(branch), types)) {
      throw new Error("cond: branches of different result types; the library checks this before, please report it");
    }
  }
  return types;
};

/** Loops and branches bring their rules. */
const brought: ShapeRule<ControlFlowName> = (operands, params) => params.rules.types(operands, params as never);

export const controlFlowShapeRules: { readonly [P in ControlFlowName]: ShapeRule<P> } = {
  scan: brought,
  while: brought,
  cond: brought,
};
