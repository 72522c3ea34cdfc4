import type { NDArray } from "@proj/array";
import {
  isLinear,
  known,
  type Cotangent,
  type BinaryName,
  type ElementwiseRules,
  type LinearOperand,
  type Nonlinear,
  type PrimitiveName,
  type TransposeRule,
  type UnaryName,
} from "@proj/array/core";
import {
  complex,
  constantLike,
  convertElementType,
  div,
  imag,
  mul,
  neg,
  optimizationBarrier,
  real,
  select,
} from "@proj/array/lax";
import { stretch, unstretch } from "../shapes.ts";
import { nonlinear } from "./rule.ts";

/** The cotangent of an operand, which may have been a scalar beside larger operands, or is known. */
function toOperand(operand: LinearOperand, cotangent: () => NDArray): Cotangent {
  return isLinear(operand) ? unstretch(cotangent(), operand.aval) : null;
}

const linearUnaryRules: { readonly [P in UnaryName]?: TransposeRule<P> } = {
  neg: ([ct]) => [neg(ct!)],
  stopGradient: () => [null],
  optimizationBarrier: ([ct]) => [optimizationBarrier(ct!)],
};

const linearBinaryRules: { readonly [P in BinaryName]?: TransposeRule<P> } = {
  add: ([ct], operands) => operands.map((operand) => toOperand(operand, () => ct!)),
  sub: ([ct], [x, y]) => [toOperand(x, () => ct!), toOperand(y, () => neg(ct!))],
  mul: ([ct], [x, y]) => [toOperand(x, () => mul(ct!, known(y, "mul"))), toOperand(y, () => mul(known(x, "mul"), ct!))],
  div: ([ct], [x, y]) => [toOperand(x, () => div(ct!, known(y, "div"))), null],
};

const selectTranspose: TransposeRule<"select"> = ([ct], [condition, onTrue, onFalse]) => {
  const test = known(condition, "select");
  const zero = constantLike(ct!, 0);
  const chosen = (where: NDArray, otherwise: NDArray): NDArray => stretch(select(test, where, otherwise), ct!.shape);
  return [null, toOperand(onTrue, () => chosen(ct!, zero)), toOperand(onFalse, () => chosen(zero, ct!))];
};

const convertTranspose: TransposeRule<"convertElementType"> = ([ct], [x]) => [
  isLinear(x) ? convertElementType(ct!, x.aval.dtype) : null,
];

export const elementwiseTransposeRules: ElementwiseRules<{
  readonly [P in PrimitiveName]: TransposeRule<P> | Nonlinear;
}> = {
  unary: (name) => linearUnaryRules[name] ?? nonlinear,
  binary: (name) => linearBinaryRules[name] ?? nonlinear,
  others: {
    select: selectTranspose,
    integerPow: nonlinear,
    convertElementType: convertTranspose,
    bitcastConvertType: nonlinear,
    complex: ([ct], [re, im]) => [toOperand(re, () => real(ct!)), toOperand(im, () => neg(imag(ct!)))],
    real: ([ct]) => [complex(ct!, constantLike(ct!, 0))],
    imag: ([ct]) => [complex(constantLike(ct!, 0), neg(ct!))],
  },
};
