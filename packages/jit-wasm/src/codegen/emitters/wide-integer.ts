/* Operations on integers of 64 bits, as the scalar emitter calls them. */
import type { DType } from "@proj/array";
import { isWide, type BinaryName, type IntegerName, type UnaryName } from "@proj/array/core";
import { select } from "../../assembler/expression.ts";
import type { Expression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f64, i32, i64 } from "../../assembler/instructions.ts";
import type { Value } from "./emitter.ts";

type Int = Expression<"i32">;
type Wide = Expression<"i64">;

const zero = i64.const(0n);

/** A function of one integer. */
export function unaryWide(f: FunctionBuilder, name: UnaryName & IntegerName, dtype: DType, operand: Wide): Value {
  const x = f.let(operand, "x");
  switch (name) {
    case "neg":
      return i64.sub(zero, x);
    case "abs":
      return dtype === "int64" ? select(i64.sub(zero, x), x, i64.ltS(x, zero)) : x;
    case "sign":
      return dtype === "int64"
        ? i64.extendI32S(i32.sub(i64.gtS(x, zero), i64.ltS(x, zero)))
        : i64.extendI32U(i64.ne(x, zero));
    case "not":
      return i64.xor(x, i64.const(-1n));
    case "stopGradient":
    case "optimizationBarrier":
      return x;
  }
}

/** A function of two integers. */
export function binaryWide(
  f: FunctionBuilder,
  name: BinaryName & IntegerName,
  dtype: DType,
  left: Wide,
  right: Wide,
): Value {
  const signed = dtype === "int64";
  const [x, y] = [f.let(left, "x"), f.let(right, "y")];
  switch (name) {
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "eq":
    case "ne":
      return i64[name](x, y);
    case "lt":
      return signed ? i64.ltS(x, y) : i64.ltU(x, y);
    case "le":
      return signed ? i64.leS(x, y) : i64.leU(x, y);
    case "gt":
      return signed ? i64.gtS(x, y) : i64.gtU(x, y);
    case "ge":
      return signed ? i64.geS(x, y) : i64.geU(x, y);
    case "max":
    case "min": {
      const greater = signed ? i64.gtS(x, y) : i64.gtU(x, y);
      return name === "max" ? select(x, y, greater) : select(y, x, greater);
    }
    case "shiftLeft":
    case "shiftRightLogical":
    case "shiftRightArithmetic": {
      const inRange = i64.ltU(y, i64.const(64n));
      if (name === "shiftRightArithmetic") return i64.shrS(x, select(y, i64.const(63n), inRange));
      return select(name === "shiftLeft" ? i64.shl(x, y) : i64.shrU(x, y), zero, inRange);
    }
    case "div":
    case "rem":
      return divide(f, name, signed, x, y);
  }
}

/** By zero −1 and the dividend; the one overflow (−2⁶³ / −1) wraps. */
function divide(f: FunctionBuilder, name: "div" | "rem", signed: boolean, x: Wide, y: Wide): Wide {
  const result = f.let(name === "div" ? i64.const(-1n) : x, "quotient");
  f.if(i64.ne(y, zero), () => {
    if (name === "rem") f.set(result, signed ? i64.remS(x, y) : i64.remU(x, y));
    else if (!signed) f.set(result, i64.divU(x, y));
    else
      f.if(
        i64.eq(y, i64.const(-1n)),
        () => {
          f.set(result, i64.sub(zero, x));
        },
        () => {
          f.set(result, i64.divS(x, y));
        },
      );
  });
  return result;
}

/** An integer of 64 bits as a number of another dtype of a program. */
export function fromWide(from: DType, to: DType, x: Wide): Value {
  const signed = from === "int64";
  if (to === "bool") return i64.ne(x, zero);
  if (to === "float32") return signed ? f32.convertI64S(x) : f32.convertI64U(x);
  if (to === "float64") return signed ? f64.convertI64S(x) : f64.convertI64U(x);
  return isWide(to) ? x : i32.wrapI64(x);
}

/** A number of another dtype of a program as an integer of 64 bits. */
export function toWide(from: DType, to: DType, x: Value): Wide {
  const signed = to === "int64";
  if (from === "float32")
    return signed ? i64.truncSatF32S(x as Expression<"f32">) : i64.truncSatF32U(x as Expression<"f32">);
  if (from === "float64")
    return signed ? i64.truncSatF64S(x as Expression<"f64">) : i64.truncSatF64U(x as Expression<"f64">);
  return from === "int32" ? i64.extendI32S(x as Int) : i64.extendI32U(x as Int);
}
