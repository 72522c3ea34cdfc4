import type { ScalarForm } from "./form.ts";
import type { Lanes, LanesMachine } from "./lanes.ts";

const halfPi = Math.PI / 2;

/** asin t = t + t³ A(t²) for |t| ≤ ½: relative error 2e-8. */
const asinTail = [0.038085024, 0.026554542, 0.04500138, 0.07498855, 0.166666724];

interface HalfAngle<V> {
  readonly large: V;
  /** asin |x| for |x| ≤ ½, else asin √((1 − |x|) / 2). */
  readonly angle: V;
}

/** Above ½, asin x = π/2 − 2 asin √((1 − x) / 2). */
function halfAngle<V>(m: Lanes<V>, x: V, { f32x4 }: LanesMachine<V>): HalfAngle<V> {
  const magnitude = m.let(f32x4.abs(x));
  const large = m.let(f32x4.gt(magnitude, f32x4.const(0.5)));
  const half = m.let(m.fma(magnitude, f32x4.const(-0.5), f32x4.const(0.5)));
  const square = m.let(m.select(large, half, f32x4.mul(magnitude, magnitude)));
  const t = m.let(m.select(large, f32x4.sqrt(half), magnitude));
  return { large, angle: m.let(m.fma(f32x4.mul(m.polynomial(square, asinTail), square), t, t)) };
}

/** asin x; NaN outside [−1, 1]. */
export const asin: ScalarForm = {
  lanes(m, argument, machine) {
    const { f32x4 } = machine;
    const x = m.let(argument);
    const { large, angle } = halfAngle(m, x, machine);
    const positive = m.select(large, f32x4.sub(f32x4.const(halfPi), f32x4.add(angle, angle)), angle);
    return m.withSign(positive, x);
  },
};

/** acos x; NaN outside [−1, 1]. */
export const acos: ScalarForm = {
  lanes(m, argument, machine) {
    const { f32x4, v128 } = machine;
    const x = m.let(argument);
    const { large, angle } = halfAngle(m, x, machine);
    const negative = m.let(f32x4.lt(x, f32x4.const(0)));
    const twice = m.let(f32x4.add(angle, angle));
    const outer = m.select(negative, f32x4.sub(f32x4.const(Math.PI), twice), twice);
    const signedAngle = v128.xor(angle, v128.and(negative, f32x4.const(-0)));
    return m.select(large, outer, f32x4.sub(f32x4.const(halfPi), signedAngle));
  },
};
