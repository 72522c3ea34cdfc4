import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { dtypes, isInteger } from "../types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { BinaryName } from "../scalar/binary.ts";
import { binaryFunctions, binaryNames } from "../scalar/binary.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import { unaryFunctions, unaryNames, type UnaryName } from "../scalar/unary.ts";
import { shapesEqual, type Shape } from "../types/shape.ts";
import { tableOf } from "../table.ts";
import type { ShapeRule } from "./index.ts";

/** The common shape of elementwise operands, of which scalars fit any. */
function commonShape(operation: string, operands: readonly AbstractArray[]): Shape {
  const ranked = operands.filter(({ shape }) => shape.length > 0);
  const shape = ranked[0]?.shape ?? [];
  if (ranked.every((operand) => shapesEqual(operand.shape, shape))) return shape;
  throw new UsageError({
    operation,
    received: operands.map(describeArray).join(" and "),
    expected: "operands of one shape, or scalars",
    remedy: "broadcast the operands to one shape",
  });
}

function checkSameDType(operation: string, operands: readonly AbstractArray[]): void {
  if (operands.every(({ dtype }) => dtype === operands[0]?.dtype)) return;
  throw new UsageError({
    operation,
    received: operands.map(describeArray).join(" and "),
    expected: "operands of one dtype",
    remedy: "convert one of them with astype",
  });
}

const unaryRule =
  (name: UnaryName): ShapeRule<UnaryName> =>
  ([x]) => {
    const { domain, result } = unaryFunctions[name];
    checkDomain(name, domain, x);
    return [result === "bool" ? abstractArray(x.shape, "bool") : x];
  };

const binaryRule =
  (name: BinaryName): ShapeRule<BinaryName> =>
  ([x, y]) => {
    const { domain, result } = binaryFunctions[name];
    checkDomain(name, domain, x);
    checkSameDType(name, [x, y]);
    const shape = commonShape(name, [x, y]);
    return [result === "bool" ? abstractArray(shape, "bool") : abstractArray(shape, x.dtype, x.weakType && y.weakType)];
  };

export const unaryShapeRules = tableOf(unaryNames, unaryRule);
export const binaryShapeRules = tableOf(binaryNames, binaryRule);

export const otherElementwiseShapeRules = {
  select: (([condition, onTrue, onFalse]) => {
    if (condition.dtype !== "bool") {
      throw new UsageError({
        operation: "select",
        received: `a condition of type ${describeArray(condition)}`,
        expected: "a bool condition",
        remedy: "compare first, for example x.ne(0)",
      });
    }
    checkSameDType("select", [onTrue, onFalse]);
    const shape = commonShape("select", [condition, onTrue, onFalse]);
    return [abstractArray(shape, onTrue.dtype, onTrue.weakType && onFalse.weakType)];
  }) satisfies ShapeRule<"select">,
  integerPow: (([x], { exponent }) => {
    checkDomain("integerPow", "number", x);
    if (!Number.isInteger(exponent) || (exponent < 0 && isInteger(x.dtype))) {
      throw new UsageError({
        operation: "integerPow",
        received: `${describeArray(x)} to the power ${exponent}`,
        expected: "an integral exponent, not negative for an array of integers",
        remedy: 'convert the array first: x.astype("float32").pow(y)',
      });
    }
    return [x];
  }) satisfies ShapeRule<"integerPow">,
  convertElementType: (([x], { dtype, weakType }) => [
    abstractArray(x.shape, dtype, weakType),
  ]) satisfies ShapeRule<"convertElementType">,
  bitcastConvertType: (([x], { dtype }) => {
    if (dtypes[x.dtype].bytes !== dtypes[dtype].bytes) {
      throw new UsageError({
        operation: "bitcastConvertType",
        received: `${describeArray(x)} to ${dtype}`,
        expected: "dtypes of the same number of bytes",
        remedy: "use astype to convert values instead of bits",
      });
    }
    return [abstractArray(x.shape, dtype)];
  }) satisfies ShapeRule<"bitcastConvertType">,
  threefry2x32: ((operands) => {
    for (const operand of operands) {
      if (operand.dtype !== "uint32") {
        throw new UsageError({
          operation: "threefry2x32",
          received: describeArray(operand),
          expected: "uint32 words",
          remedy: "make keys with @proj/random's key(seed)",
        });
      }
    }
    const word = abstractArray(commonShape("threefry2x32", operands), "uint32");
    return [word, word];
  }) satisfies ShapeRule<"threefry2x32">,
};
