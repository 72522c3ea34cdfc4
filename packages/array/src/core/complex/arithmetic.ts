import { Pair, type ComplexUnary, type Reals } from "./reals.ts";

/*
 * Complex numbers from real ones: what every program of them needs. Zeros and infinities come out as in JAX, whose branch cuts are
 * continuous from above also at -0, with the exceptions that tooling/reference/complex_numbers.py lists. What fewer programs apply
 * has files of its own, whose formulas stand in the equations that apply them, where the functions of lax put them: each is loaded by
 * who calls it.
 */

export const largest = <V extends object>(f: Reals<V>, { re, im }: Pair<V>): readonly [large: V, small: V] => {
  const [x, y] = [f.abs(re), f.abs(im)];
  return [f.join("max", x, y), f.join("min", x, y)];
};

/** |z|, without squares that overflow. */
export function modulus<V extends object>(f: Reals<V>, z: Pair<V>): V {
  const [large, small] = largest(f, z);
  const exact = f.or(f.eq(large, 0), f.eq(large, Infinity));
  return f.select(exact, large, f.mul(large, f.sqrt(f.add(f.square(f.div(small, large)), 1))));
}

export const negative = <V extends object>(f: Reals<V>, { re, im }: Pair<V>): Pair<V> => new Pair(f.neg(re), f.neg(im));

/** x with the sign of another number, which counts as positive if it is zero. */
export const signed = <V extends object>(f: Reals<V>, x: V, sign: V): V => f.select(f.lt(sign, 0), f.neg(x), x);

/** x where it is zero or what it is multiplied with would be infinite there, else the product. */
export const unlessZero = <V extends object>(f: Reals<V>, x: V, value: V): V => f.select(f.eq(x, 0), x, value);

export const add = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> =>
  new Pair(f.add(x.re, y.re), f.add(x.im, y.im));

export const multiply = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> =>
  new Pair(f.sub(f.mul(x.re, y.re), f.mul(x.im, y.im)), f.add(f.mul(x.re, y.im), f.mul(x.im, y.re)));

/**
 * x / y, scaled by the larger part of y (R. L. Smith, "Algorithm 116: complex division", 1962); of a finite x, 0 where either part of y
 * is infinite, as C says.
 */
export function divide<V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> {
  const height = f.abs(y.im);
  const swap = f.or(f.lt(f.abs(y.re), height), f.eq(height, Infinity));
  const [a, b] = [f.select(swap, x.im, x.re), f.select(swap, f.neg(x.re), x.im)];
  const [c, d] = [f.select(swap, y.im, y.re), f.select(swap, f.neg(y.re), y.im)];
  const alone = f.or(f.eq(c, 0), f.eq(f.abs(c), Infinity));
  const ratio = f.select(alone, 0, f.div(d, c));
  const denominator = f.select(alone, c, f.add(c, f.mul(d, ratio)));
  return new Pair(f.div(f.add(a, f.mul(b, ratio)), denominator), f.div(f.sub(b, f.mul(a, ratio)), denominator));
}

const one = <V extends object>(f: Reals<V>, like: V): Pair<V> => new Pair(f.filled(1, like), f.filled(0, like));

export const reciprocal: ComplexUnary = (f, z) => divide(f, one(f, z.re), z);

/** x to the power y, from modulus and angle of x; of zero, 1 to the power 0, else 0. */
export function power<V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> {
  const [size, angle] = [modulus(f, x), f.atan2(x.im, x.re)];
  const zero = f.eq(size, 0);
  const length = f.mul(f.join("pow", size, y.re), f.exp(f.neg(f.mul(y.im, angle))));
  const turn = f.add(f.mul(y.re, angle), f.select(f.eq(y.im, 0), 0, f.mul(y.im, f.log(size))));
  const ofZero = f.select(f.and(f.eq(y.re, 0), f.eq(y.im, 0)), f.number(1, size), 0);
  return new Pair(f.select(zero, ofZero, f.mul(length, f.cos(turn))), f.select(zero, 0, f.mul(length, f.sin(turn))));
}

/** The direction of z; zero has none. */
export const sign: ComplexUnary = (f, z) => {
  const size = modulus(f, z);
  const zero = f.eq(size, 0);
  return new Pair(f.select(zero, z.re, f.div(z.re, size)), f.select(zero, z.im, f.div(z.im, size)));
};
