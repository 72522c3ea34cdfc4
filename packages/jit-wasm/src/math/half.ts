import { select, type Expression } from "../assembler/expression.ts";
import { f32, f32x4, f64, i32, i32x4, v128 } from "../assembler/instructions.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** Single-precision lanes rounded to halves: to even, subnormal ones too, infinite from 65520 on. */
export function roundToHalf(m: Lanes, x: Vector): Vector {
  const magnitude = m.let(f32x4.abs(x));
  // Half a unit of the 10 bits that stay, less if the last of them is 0; a carry goes on into the exponent, as it should.
  const odd = v128.and(i32x4.shrU(magnitude, 13), i32x4.const(1));
  const normal = v128.and(i32x4.add(i32x4.add(magnitude, i32x4.const(0xfff)), odd), i32x4.const(~0x1fff));
  // Numbers from ½ to 1 are as far apart as subnormal halves.
  const subnormal = f32x4.sub(f32x4.add(magnitude, f32x4.const(0.5)), f32x4.const(0.5));
  const finite = m.select(f32x4.lt(magnitude, f32x4.const(2 ** -14)), subnormal, normal);
  // NaN stays.
  const beyond = f32x4.mul(magnitude, f32x4.const(Infinity));
  return m.withSign(m.select(f32x4.lt(magnitude, f32x4.const(65520)), finite, beyond), x);
}

/** A double as a single that a second rounding, to half precision, rounds as it would the double: what is lost makes it odd. */
export function roundToOdd(f: FunctionBuilder, x: Expression<"f64">): Expression<"f32"> {
  const wide = f.let(x, "wide");
  const nearest = f.let(f32.demoteF64(wide), "nearest");
  const bits = f.let(i32.reinterpretF32(nearest), "bits");
  const isAway = f64.gt(f64.abs(f64.promoteF32(nearest)), f64.abs(wide));
  const isRounded = f64.ne(f64.promoteF32(nearest), wide);
  const isEven = i32.eqz(i32.and(bits, 1));
  const odd = f32.reinterpretI32(i32.add(bits, select(i32.const(-1), i32.const(1), isAway)));
  return select(odd, nearest, i32.and(isRounded, isEven));
}
