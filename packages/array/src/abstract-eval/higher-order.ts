import { abstractArray, abstractArraysEqual, describeArray, type AbstractArray } from "../abstract-array.ts";
import { UsageError } from "../errors.ts";
import { inputTypes, outputTypes, type Jaxpr } from "../jaxpr.ts";
import { traceOfAxis } from "../trace.ts";
import type { ShapeRule } from "./index.ts";

function checkCall(operation: string, jaxpr: Jaxpr, operands: readonly AbstractArray[]): void {
  const expected = inputTypes(jaxpr);
  const fits = expected.length === operands.length && expected.every((aval, index) => aval.dtype === operands[index]!.dtype && describeArray({ ...aval, weakType: false }) === describeArray({ ...operands[index]!, weakType: false }));
  if (fits) return;
  throw new UsageError({
    operation,
    received: operands.map(describeArray).join(", "),
    expected: expected.map(describeArray).join(", "),
    remedy: "this is a defect of the library: the function was staged for other types; please report it",
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
  customLinear: ((_, { results }) => results.map(({ shape, dtype }) => abstractArray(shape, dtype))) satisfies ShapeRule<"customLinear">,
  scan: ((operands, { jaxpr, numConsts, numCarry, length }) => {
    const stacked = operands.slice(numConsts + numCarry);
    checkCall("scan", jaxpr, [...operands.slice(0, numConsts + numCarry), ...stacked.map((x) => abstractArray(x.shape.slice(1), x.dtype, x.weakType))]);
    const outputs = outputTypes(jaxpr);
    return [...outputs.slice(0, numCarry), ...outputs.slice(numCarry).map((y) => abstractArray([length, ...y.shape], y.dtype, y.weakType))];
  }) satisfies ShapeRule<"scan">,
  while: ((operands, { body, numConditionConsts }) => {
    checkCall("whileLoop", body, operands.slice(numConditionConsts));
    return outputTypes(body);
  }) satisfies ShapeRule<"while">,
  cond: ((operands, { branches }) => {
    const [first] = branches;
    const types = outputTypes(first!);
    for (const branch of branches) {
      checkCall("cond", branch, operands.slice(1));
      if (!outputTypes(branch).every((aval, index) => abstractArraysEqual({ ...aval, weakType: false }, { ...types[index]!, weakType: false }))) {
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
