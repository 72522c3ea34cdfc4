/* Conversions of integers of 64 bits, as the scalar emitter calls them. */
import type { DType } from "@proj/array";
import { isWide } from "@proj/array/core";
import type { Expression } from "../../assembler/expression.ts";
import { f32, f64, i32, i64 } from "../../assembler/instructions.ts";
import type { Value } from "./emitter.ts";

type Int = Expression<"i32">;
type Wide = Expression<"i64">;

/** An integer of 64 bits as a number of another dtype of a program. */
export function fromWide(from: DType, to: DType, x: Wide): Value {
  const signed = from === "int64";
  if (to === "bool") return i64.ne(x, i64.const(0n));
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
