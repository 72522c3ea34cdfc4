import type { ScalarForm } from "./form.ts";

/** ∛x: a third of the bits as a first guess (within 6 %), then two of Halley's steps, each of which triples the digits. */
export const cbrt: ScalarForm = {
  lanes(m, argument, { f32x4, i32x4, v128 }) {
    const x = m.let(argument);
    const magnitude = m.let(f32x4.abs(x));
    const tiny = m.let(f32x4.lt(magnitude, f32x4.const(2 ** -120)));
    const huge = m.let(f32x4.gt(magnitude, f32x4.const(2 ** 120)));
    // The cube of the first guess, which is a few percent off, stays away from both ends.
    const byRange = (ofTiny: number, ofHuge: number) =>
      m.select(tiny, f32x4.const(ofTiny), m.select(huge, f32x4.const(ofHuge), f32x4.const(1)));
    const a = m.let(f32x4.mul(magnitude, byRange(2 ** 24, 2 ** -24)));
    const third = i32x4.truncSatF32x4S(f32x4.mul(f32x4.convertI32x4S(a), f32x4.const(1 / 3)));
    let root = m.let(i32x4.add(third, i32x4.const(0x2a5137a0)));
    for (let step = 0; step < 2; step++) {
      const cube = m.let(f32x4.mul(f32x4.mul(root, root), root));
      const sum = f32x4.add(f32x4.add(cube, cube), a);
      const correction = f32x4.div(f32x4.sub(cube, a), sum);
      root = m.let(m.fnma(root, correction, root));
    }
    const scaled = f32x4.mul(root, byRange(2 ** -8, 2 ** 8));
    // Zeros, infinities and NaN are their own roots: exactly the numbers that half of themselves equals, and NaN.
    const ordinary = f32x4.ne(f32x4.mul(x, f32x4.const(0.5)), x);
    return m.select(v128.and(ordinary, f32x4.eq(x, x)), m.withSign(scaled, x), x);
  },
};
