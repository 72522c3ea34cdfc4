import { f32x4, i32x4, v128 } from "../assembler/instructions.ts";
import type { Lanes, Vector } from "./lanes.ts";

/** The neighbour of x towards y: the next integer up or down in the order of the bits; y itself if equal, NaN if either is. */
export function nextAfter(m: Lanes, from: Vector, towards: Vector): Vector {
  const [x, y] = [m.let(from), m.let(towards)];
  const zero = m.let(f32x4.eq(x, f32x4.const(0)));
  // Away from zero the bits grow. From zero, the smallest subnormal has the sign of the direction.
  const up = m.let(f32x4.lt(x, y));
  const shrinks = v128.xor(up, f32x4.gt(x, f32x4.const(0)));
  // 1 where the mask is clear, −1 where it is set.
  const moved = i32x4.add(x, v128.or(shrinks, i32x4.const(1)));
  const fromZero = v128.or(i32x4.const(1), v128.and(y, f32x4.const(-0)));
  const neighbour = m.select(zero, fromZero, moved);
  const ordered = v128.and(f32x4.eq(x, x), f32x4.eq(y, y));
  return m.select(ordered, m.select(f32x4.eq(x, y), y, neighbour), f32x4.const(Number.NaN));
}
