import { f32x4, f64x2, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/**
 * The exact remainder of x / y with the sign of x, as `%`. Quotients below 2²⁸ are truncated in double precision, where neither the
 * quotient can round to the next integer nor the product to anything; larger ones go to the host.
 */
export function rem(m: Lanes, dividend: Vector, divisor: Vector): Vector {
  const [x, y] = [m.let(dividend), m.let(divisor)];
  return m.library
    .binary("rem", (inner, x, y) => {
      const [xs, ys] = [inner.promote(x), inner.promote(y)];
      const half = (a: Vector, b: Vector): Vector => f64x2.sub(a, f64x2.mul(f64x2.trunc(f64x2.div(a, b)), b));
      const result = inner.demote(half(xs.low, ys.low), half(xs.high, ys.high));
      const signed = inner.withSign(f32x4.abs(result), x);
      const quotient = f32x4.abs(f32x4.div(x, y));
      const exact = v128.and(f32x4.lt(quotient, f32x4.const(2 ** 27)), f32x4.lt(f32x4.abs(y), f32x4.const(Infinity)));
      return inner.unlessAll(exact, signed, () => inner.eachLane2(x, y, "rem"));
    })
    .call({ x, y });
}
