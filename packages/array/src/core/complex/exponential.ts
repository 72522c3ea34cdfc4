import { largest, modulus, negative, reciprocal, signed, unlessZero } from "./arithmetic.ts";
import { Pair, type ComplexUnary, type Reals } from "./reals.ts";

/* Exponentials, logarithms and roots of complex numbers. */

/** log |z|: near 1 from the distance to it, else from the larger part. */
export function logModulus<V extends object>(f: Reals<V>, z: Pair<V>): V {
  const [large, small] = largest(f, z);
  const near = f.and(f.gt(large, 0.5), f.lt(large, 1.5));
  const distance = f.add(f.mul(f.sub(large, 1), f.add(large, 1)), f.square(small));
  const ratio = f.select(f.or(f.eq(large, 0), f.eq(large, Infinity)), 0, f.div(small, large));
  const far = f.add(f.log(large), f.mul(0.5, f.log1p(f.square(ratio))));
  return f.select(near, f.mul(0.5, f.log1p(distance)), far);
}

export const exp: ComplexUnary = (f, { re, im }) => {
  const scale = f.exp(re);
  return new Pair(f.mul(scale, f.cos(im)), unlessZero(f, im, f.mul(scale, f.sin(im))));
};

export const exp2: ComplexUnary = (f, { re, im }) => exp(f, new Pair(f.mul(re, Math.LN2), f.mul(im, Math.LN2)));

export const expm1: ComplexUnary = (f, { re, im }) => {
  const cosineLessOne = f.mul(-2, f.square(f.sin(f.mul(0.5, im))));
  return new Pair(
    f.add(f.mul(f.call("expm1", re), f.cos(im)), cosineLessOne),
    unlessZero(f, im, f.mul(f.exp(re), f.sin(im))),
  );
};

export const log: ComplexUnary = (f, z) => new Pair(logModulus(f, z), f.atan2(z.im, z.re));

export const log1p: ComplexUnary = (f, z) => {
  const [large] = largest(f, z);
  const shifted = new Pair(f.add(z.re, 1), z.im);
  const near = f.mul(0.5, f.log1p(f.add(f.mul(z.re, f.add(z.re, 2)), f.square(z.im))));
  return new Pair(f.select(f.lt(large, 0.5), near, logModulus(f, shifted)), f.atan2(z.im, shifted.re));
};

export const sqrt: ComplexUnary = (f, z) => {
  const root = f.sqrt(f.add(f.mul(0.5, f.abs(z.re)), f.mul(0.5, modulus(f, z))));
  const other = f.select(f.eq(root, 0), 0, f.div(f.mul(0.5, f.abs(z.im)), root));
  const infinite = f.eq(f.abs(z.im), Infinity);
  const right = f.call("not", f.lt(z.re, 0));
  return new Pair(
    f.select(f.or(right, infinite), root, other),
    signed(f, f.select(f.and(right, f.call("not", infinite)), other, root), z.im),
  );
};

export const rsqrt: ComplexUnary = (f, z) => reciprocal(f, sqrt(f, z));

export const logistic: ComplexUnary = (f, z) => {
  const power = exp(f, negative(f, z));
  return reciprocal(f, new Pair(f.add(power.re, 1), power.im));
};
