import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import { inputTypes, outputTypes, type Jaxpr } from "../jaxpr/jaxpr.ts";
import { shapesEqual } from "../types/shape.ts";
import { traceOfAxis } from "../trace.ts";
import type { ShapeRule } from "./index.ts";

/** Equal shapes and dtypes; a weak type may stand for a strong one, since values are the same. */
function sameTypes(a: readonly AbstractArray[], b: readonly AbstractArray[]): boolean {
  return (
    a.length === b.length &&
    a.every((aval, index) => aval.dtype === b[index]!.dtype && shapesEqual(aval.shape, b[index]!.shape))
  );
}

function checkCall(operation: string, jaxpr: Jaxpr, operands: readonly AbstractArray[]): void {
  const expected = inputTypes(jaxpr);
  if (sameTypes(expected, operands)) return;
  throw new UsageError({
    operation,
    received: operands.map(describeArray).join(", "),
    expected: expected.map(describeArray).join(", "),
    remedy: "this is a defect of the library: the function was staged for other types; please report it",
  });
}

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

function checkAxis(operation: string, name: string): void {
  if (traceOfAxis(name) !== null) return;
  throw new UsageError({
    operation,
    received: `the axis name "${name}", which no enclosing vmap has`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: "${name}" })`,
  });
}

type CollectiveSame = "psum" | "pmax" | "pmin";
const collective =
  (name: CollectiveSame): ShapeRule<CollectiveSame> =>
  ([x], { axisName }) => {
    checkAxis(name, axisName);
    return [x];
  };

/** Shape rules of the primitives that carry Jaxprs, and of collectives. */
export const higherOrderShapeRules = {
  jit: ((operands, { jaxpr, name }) => {
    checkCall(`jit(${name})`, jaxpr, operands);
    return outputTypes(jaxpr);
  }) satisfies ShapeRule<"jit">,
  checkpoint: ((operands, { jaxpr }) => {
    checkCall("checkpoint", jaxpr, operands);
    return outputTypes(jaxpr);
  }) satisfies ShapeRule<"checkpoint">,
  customJvpCall: ((operands, { jaxpr, name }) => {
    checkCall(name, jaxpr, operands);
    return outputTypes(jaxpr);
  }) satisfies ShapeRule<"customJvpCall">,
  customVjpCall: ((operands, { jaxpr, name }) => {
    checkCall(name, jaxpr, operands);
    return outputTypes(jaxpr);
  }) satisfies ShapeRule<"customVjpCall">,
  customLinear: ((_, { results }) =>
    results.map(({ shape, dtype }) => abstractArray(shape, dtype))) satisfies ShapeRule<"customLinear">,
  scan: ((operands, { jaxpr, numConsts, numCarry, length }) => {
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
  }) satisfies ShapeRule<"scan">,
  while: ((operands, { condition, body, numConditionConsts, numBodyConsts }) => {
    checkCall("whileLoop", condition, [
      ...operands.slice(0, numConditionConsts),
      ...operands.slice(numConditionConsts + numBodyConsts),
    ]);
    checkCall("whileLoop", body, operands.slice(numConditionConsts));
    checkCarry("whileLoop", inputTypes(body).slice(numBodyConsts), outputTypes(body));
    return outputTypes(body);
  }) satisfies ShapeRule<"while">,
  cond: ((operands, { branches }) => {
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
  }) satisfies ShapeRule<"cond">,
  psum: collective("psum"),
  pmax: collective("pmax"),
  pmin: collective("pmin"),
  allGather: (([x], { axisName, axisSize }) => {
    checkAxis("allGather", axisName);
    return [abstractArray([axisSize, ...x.shape], x.dtype, x.weakType)];
  }) satisfies ShapeRule<"allGather">,
  axisIndex: ((_, { axisName }) => {
    checkAxis("axisIndex", axisName);
    return [abstractArray([], "int32")];
  }) satisfies ShapeRule<"axisIndex">,
};
