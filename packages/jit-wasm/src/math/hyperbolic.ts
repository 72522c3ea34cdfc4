import { f32x4 } from "../assembler/instructions.ts";
import { halfExp } from "./exponential.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** sinh x: its odd series below 1, (e^x − e^(−x)) / 2 above. */
export function sinh(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  const magnitude = m.let(f32x4.abs(x));
  const square = m.let(f32x4.mul(x, x));
  const series = m.polynomial(square, [2.8062803e-6, 1.9838102e-4, 8.3333397e-3, 0.16666667]);
  const small = m.let(m.fma(series, f32x4.mul(square, x), x));
  const half = m.let(halfExp(m, magnitude));
  const large = m.withSign(f32x4.sub(half, f32x4.div(f32x4.const(0.25), half)), x);
  return m.select(f32x4.lt(magnitude, f32x4.const(1)), small, large);
}

/** cosh x = (e^|x| + e^(−|x|)) / 2. */
export function cosh(m: Lanes, x: Vector): Vector {
  const half = m.let(halfExp(m, m.let(f32x4.abs(x))));
  return f32x4.add(half, f32x4.div(f32x4.const(0.25), half));
}
