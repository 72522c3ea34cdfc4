import {
  binaryFunctions,
  defect,
  unaryFunctions,
  type BinaryName,
  type ElementwiseName,
  type ElementwiseRules,
  type Params,
  type PrimitiveName,
  type UnaryName,
} from "@proj/array/core";
import type { DType } from "@proj/array";
import type { ExpressionId } from "../../program/program.ts";
import { expressOperand } from "../express.ts";
import type { ExpressionBuilder } from "../expression-builder.ts";
import type { ElementwiseLowering, LoweringRule } from "../rule.ts";

/** Computes an element from the same element of the operands. */
function elementwise<P extends ElementwiseName>(
  cost: (params: Params<P>) => number,
  write: (
    builder: ExpressionBuilder,
    operands: readonly ExpressionId[],
    dtype: DType,
    params: Params<P>,
  ) => ExpressionId,
): ElementwiseLowering<P> {
  return {
    role: "elementwise",
    cost,
    express(context, { inputs, params }, { aval: { dtype } }, map) {
      const operands = inputs.map((input) => expressOperand(context, input, map));
      return write(context.builder, operands, dtype, params);
    },
  };
}

const unary = (name: UnaryName) =>
  elementwise<UnaryName>(
    () => unaryFunctions[name].cost,
    (builder, [x], dtype, params) => builder.add({ op: "unary", dtype, name, x: x!, ...params }),
  );

const binary = (name: BinaryName) =>
  elementwise<BinaryName>(
    () => binaryFunctions[name].cost,
    (builder, [x, y], dtype) => builder.add({ op: "binary", dtype, name, x: x!, y: y! }),
  );

/** An identity that means something before lowering only. */
const identity: ElementwiseLowering<"stopGradient" | "optimizationBarrier"> = elementwise(
  () => 0,
  (_, [x]) => x!,
);

const conversion = (op: "convert" | "bitcast") =>
  elementwise<"convertElementType" | "bitcastConvertType">(
    () => 1,
    (builder, [x], dtype) => (builder.dtypeOf(x!) === dtype ? x! : builder.add({ op, dtype, x: x! })),
  );

/** Multiplications and a division of an integral power by repeated squaring. */
function integerPower(builder: ExpressionBuilder, x: ExpressionId, exponent: number): ExpressionId {
  const dtype = builder.dtypeOf(x);
  const multiply = (a: ExpressionId, b: ExpressionId): ExpressionId =>
    builder.add({ op: "binary", dtype, name: "mul", x: a, y: b });
  let result: ExpressionId | null = null;
  let square = x;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? square : multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  const one = builder.constant(1, dtype);
  if (result === null) return one;
  return exponent < 0 ? builder.add({ op: "binary", dtype, name: "div", x: one, y: result }) : result;
}

/** What is about complex numbers was rewritten before programs get here. */
const rewritten = {
  role: "elementwise",
  cost: () => 0,
  express(): never {
    throw defect("complex numbers among real ones");
  },
} as const;

export const elementwiseLoweringRules: ElementwiseRules<{ readonly [P in PrimitiveName]: LoweringRule<P> }> = {
  unary: (name) => (name === "stopGradient" || name === "optimizationBarrier" ? identity : unary(name)),
  binary,
  others: {
    select: elementwise(
      () => 1,
      (builder, [condition, onTrue, onFalse], dtype) =>
        builder.add({ op: "select", dtype, condition: condition!, onTrue: onTrue!, onFalse: onFalse! }),
    ),
    integerPow: elementwise(
      ({ exponent }) => 2 * Math.ceil(Math.log2(Math.abs(exponent) + 1)),
      (builder, [x], _, { exponent }) => integerPower(builder, x!, exponent),
    ),
    convertElementType: conversion("convert"),
    bitcastConvertType: conversion("bitcast"),
    complex: rewritten,
    real: rewritten,
    imag: rewritten,
  },
};
