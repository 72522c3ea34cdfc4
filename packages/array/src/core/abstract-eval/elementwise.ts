import { abstractArray, type AbstractArray } from "../types/abstract-array.ts";
import { complexDType, dtypes, isComplexDType, isInteger, partDType } from "../types/dtype.ts";
import type { PrimitiveName } from "../primitives.ts";
import type { ElementwiseRules } from "../rules-by-family.ts";
import { binaryFunctions, type BinaryName } from "../scalar/binary.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import { unaryFunctions, type UnaryName } from "../scalar/unary.ts";
import { scalarShape, shapesEqual, type Shape } from "../types/shape.ts";
import type { ShapeRule } from "./index.ts";
import { misfit } from "./misfit.ts";

/** The common shape of elementwise operands, of which scalars fit any. */
export function commonShape(operation: string, operands: readonly AbstractArray[]): Shape {
  let common = scalarShape;
  for (const { shape } of operands) {
    if (common.length === 0) common = shape;
    else if (shape.length > 0 && !shapesEqual(shape, common))
      throw misfit(operation, operands, {}, "operands of one shape, or scalars", "broadcast the operands to one shape");
  }
  return common;
}

/** Refuses operands of several dtypes. */
export function checkSameDType(operation: string, operands: readonly AbstractArray[]): void {
  if (operands.every(({ dtype }) => dtype === operands[0]?.dtype)) return;
  throw misfit(operation, operands, {}, "operands of one dtype", "convert one of them with astype");
}

const unaryRule =
  (name: UnaryName): ShapeRule<UnaryName> =>
  ([x]) => {
    const { domain, result } = unaryFunctions[name];
    checkDomain(name, domain, x);
    if (result === "bool") return [abstractArray(x.shape, "bool")];
    const dtype = result === "part" ? partDType(x.dtype) : x.dtype;
    return [dtype === x.dtype ? x : abstractArray(x.shape, dtype, x.weakType)];
  };

const binaryRule =
  (name: BinaryName): ShapeRule<BinaryName> =>
  ([x, y]) => {
    const { domain, result } = binaryFunctions[name];
    checkDomain(name, domain, x);
    checkSameDType(name, [x, y]);
    const shape = commonShape(name, [x, y]);
    if (result === "bool") return [abstractArray(shape, "bool")];
    // Nothing new is made where the type is that of the first operand.
    if (shape === x.shape && (y.weakType || !x.weakType)) return [x];
    return [abstractArray(shape, x.dtype, x.weakType && y.weakType)];
  };

const partOf =
  (name: "real" | "imag"): ShapeRule<"real" | "imag"> =>
  ([x]) => {
    checkDomain(name, "complex", x);
    return [abstractArray(x.shape, partDType(x.dtype), x.weakType)];
  };

/** Shape rules of elementwise primitives. */
export const elementwiseShapeRules: ElementwiseRules<{ readonly [P in PrimitiveName]: ShapeRule<P> }> = {
  unary: unaryRule,
  binary: binaryRule,
  others: {
    select: ([condition, onTrue, onFalse]) => {
      if (condition.dtype !== "bool")
        throw misfit("select", [condition], {}, "a bool condition", "compare first, for example x.ne(0)");
      checkSameDType("select", [onTrue, onFalse]);
      const shape = commonShape("select", [condition, onTrue, onFalse]);
      return [abstractArray(shape, onTrue.dtype, onTrue.weakType && onFalse.weakType)];
    },
    integerPow: ([x], { exponent }) => {
      checkDomain("integerPow", "number", x);
      if (!Number.isInteger(exponent) || (exponent < 0 && isInteger(x.dtype))) {
        throw misfit(
          "integerPow",
          [x],
          { exponent },
          "an integral exponent, not negative for an array of integers",
          'convert the array first: x.astype("float32").pow(y)',
        );
      }
      return [x];
    },
    convertElementType: ([x], { dtype, weakType }) => [abstractArray(x.shape, dtype, weakType)],
    bitcastConvertType: ([x], { dtype }) => {
      const isPair = isComplexDType(x.dtype) !== isComplexDType(dtype);
      if (isPair || dtypes[x.dtype].bytes !== dtypes[dtype].bytes) {
        throw misfit(
          "bitcastConvertType",
          [x],
          { dtype },
          isPair ? "real dtypes, or complex ones" : "dtypes of the same number of bytes",
          isPair ? "take the parts apart with real and imag" : "use astype to convert values instead of bits",
        );
      }
      return [abstractArray(x.shape, dtype)];
    },
    complex: ([re, im]) => {
      checkDomain("complex", "part", re);
      checkSameDType("complex", [re, im]);
      return [abstractArray(commonShape("complex", [re, im]), complexDType(re.dtype), re.weakType && im.weakType)];
    },
    real: partOf("real"),
    imag: partOf("imag"),
  },
};
