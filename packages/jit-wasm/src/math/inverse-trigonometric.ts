import { f32x4, i32x4, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

const halfPi = Math.PI / 2;

/** atan t = t + t³ A(t²) for |t| ≤ √2 − 1: relative error 3e-9. */
const atanTail = [-0.06451597, 0.107436316, -0.14263946, 0.1999954, -0.3333333];

/** The angle of the point (x, y) with x, y ≥ 0, not both zero or infinite: by y/x, (y − x) / (y + x) or −x/y, the smallest. */
function firstQuadrant(m: Lanes, y: Vector, x: Vector): Vector {
  const tanThreePiOver8 = 2.414213562373095;
  const steep = m.let(f32x4.gt(y, m.let(f32x4.mul(x, f32x4.const(tanThreePiOver8)))));
  const middle = m.let(f32x4.gt(y, f32x4.mul(x, f32x4.const(tanThreePiOver8 - 2))));
  const numerator = m.select(steep, f32x4.neg(x), m.select(middle, f32x4.sub(y, x), y));
  const denominator = m.select(steep, y, m.select(middle, f32x4.add(y, x), x));
  const t = m.let(f32x4.div(numerator, denominator));
  const square = m.let(f32x4.mul(t, t));
  const base = m.select(steep, f32x4.const(halfPi), v128.and(middle, f32x4.const(Math.PI / 4)));
  return f32x4.add(base, m.fma(f32x4.mul(m.polynomial(square, atanTail), square), t, t));
}

/** atan x. */
export function atan(m: Lanes, argument: Vector): Vector {
  const x = m.let(argument);
  return m.withSign(firstQuadrant(m, m.let(f32x4.abs(x)), m.let(f32x4.const(1))), x);
}

/** The angle of the point (x, y), as `Math.atan2`: zeros and infinities included. */
export function atan2(m: Lanes, yArgument: Vector, xArgument: Vector): Vector {
  const [y, x] = [m.let(yArgument), m.let(xArgument)];
  const [ay, ax] = [m.let(f32x4.abs(y)), m.let(f32x4.abs(x))];
  const infinity = f32x4.const(Infinity);
  // Two zeros are as the point (1, 0) for the angle, two infinities as (1, 1).
  const bothZero = f32x4.eq(m.let(f32x4.max(ay, ax)), f32x4.const(0));
  const bothInfinite = m.let(f32x4.eq(f32x4.min(ay, ax), infinity));
  const py = m.let(m.select(bothInfinite, f32x4.const(1), ay));
  const px = m.let(m.select(v128.or(bothInfinite, bothZero), f32x4.const(1), ax));
  // Large and subnormal numbers are scaled so that sums neither overflow nor lose bits.
  const largest = m.let(f32x4.max(py, px));
  const scale = m.let(
    m.select(
      f32x4.gt(largest, f32x4.const(2 ** 100)),
      f32x4.const(2 ** -30),
      m.select(f32x4.lt(largest, f32x4.const(2 ** -90)), f32x4.const(2 ** 60), f32x4.const(1)),
    ),
  );
  const first = m.let(firstQuadrant(m, m.let(f32x4.mul(py, scale)), m.let(f32x4.mul(px, scale))));
  const left = i32x4.shrS(x, 31);
  const angle = m.select(left, f32x4.sub(f32x4.const(Math.PI), first), first);
  const known = m.withSign(angle, y);
  const ordered = v128.and(f32x4.eq(x, x), f32x4.eq(y, y));
  return m.select(ordered, known, f32x4.const(Number.NaN));
}
