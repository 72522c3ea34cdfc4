import {
  binaryFunctions,
  binaryNames,
  defect,
  tableOf,
  unaryFunctions,
  unaryNames,
  type BinaryName,
  type ElementwiseName,
  type UnaryName,
} from "@proj/array/core";
import type { ExpressionId } from "../../program/program.ts";
import { expressOperand, type LoopContext } from "../express.ts";
import type { ElementwiseLowering } from "../rule.ts";

function unary(name: UnaryName): ElementwiseLowering<UnaryName> {
  return {
    role: "elementwise",
    cost: () => unaryFunctions[name].cost,
    express(context, { inputs, params }, { aval: { dtype } }, map) {
      const x = expressOperand(context, inputs[0], map);
      return context.builder.add({ op: "unary", dtype, name, x, ...params });
    },
  };
}

/** An identity that means something before lowering only. */
function identity<P extends UnaryName>(): ElementwiseLowering<P> {
  return {
    role: "elementwise",
    cost: () => 0,
    express: (context, equation, _, map) => expressOperand(context, equation.inputs[0], map),
  };
}

function binary(name: BinaryName): ElementwiseLowering<BinaryName> {
  return {
    role: "elementwise",
    cost: () => binaryFunctions[name].cost,
    express(context, { inputs }, { aval: { dtype } }, map) {
      const x = expressOperand(context, inputs[0], map);
      const y = expressOperand(context, inputs[1], map);
      return context.builder.add({ op: "binary", dtype, name, x, y });
    },
  };
}

/** Multiplications and a division of an integral power by repeated squaring. */
function integerPower(context: LoopContext, x: ExpressionId, exponent: number): ExpressionId {
  const { builder } = context;
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

export const elementwiseLoweringRules: { readonly [P in ElementwiseName]: ElementwiseLowering<P> } = {
  ...tableOf(unaryNames, unary),
  ...tableOf(binaryNames, binary),
  stopGradient: identity(),
  optimizationBarrier: identity(),
  select: {
    role: "elementwise",
    cost: () => 1,
    express(context, { inputs }, { aval: { dtype } }, map) {
      const condition = expressOperand(context, inputs[0], map);
      const onTrue = expressOperand(context, inputs[1], map);
      const onFalse = expressOperand(context, inputs[2], map);
      return context.builder.add({ op: "select", dtype, condition, onTrue, onFalse });
    },
  },
  integerPow: {
    role: "elementwise",
    cost: ({ exponent }) => 2 * Math.ceil(Math.log2(Math.abs(exponent) + 1)),
    express: (context, { inputs, params }, _, map) =>
      integerPower(context, expressOperand(context, inputs[0], map), params.exponent),
  },
  convertElementType: {
    role: "elementwise",
    cost: () => 1,
    express(context, { inputs }, { aval: { dtype } }, map) {
      const { builder } = context;
      const x = expressOperand(context, inputs[0], map);
      return builder.dtypeOf(x) === dtype ? x : builder.add({ op: "convert", dtype, x });
    },
  },
  bitcastConvertType: {
    role: "elementwise",
    cost: () => 1,
    express(context, { inputs }, { aval: { dtype } }, map) {
      const { builder } = context;
      const x = expressOperand(context, inputs[0], map);
      return builder.dtypeOf(x) === dtype ? x : builder.add({ op: "bitcast", dtype, x });
    },
  },
  complex: rewritten,
  real: rewritten,
  imag: rewritten,
};
