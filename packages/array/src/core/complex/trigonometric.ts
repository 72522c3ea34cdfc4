import { unlessZero } from "./arithmetic.ts";
import { Pair, type ComplexUnary } from "./reals.ts";

/* Trigonometric and hyperbolic functions of complex numbers. */

export const sinh: ComplexUnary = (f, { re, im }) =>
  new Pair(
    unlessZero(f, re, f.mul(f.call("sinh", re), f.cos(im))),
    unlessZero(f, im, f.mul(f.call("cosh", re), f.sin(im))),
  );

export const cosh: ComplexUnary = (f, { re, im }) => {
  const product = f.mul(f.call("sinh", re), f.sin(im));
  return new Pair(f.mul(f.call("cosh", re), f.cos(im)), f.select(f.or(f.eq(im, 0), f.eq(re, 0)), 0, product));
};

/** From here on the hyperbolic tangent is 1, and its imaginary part falls with the square of the exponential. */
const tanhSaturates = 20;

export const tanh: ComplexUnary = (f, { re, im }) => {
  const [sine, cosine, s] = [f.sin(im), f.cos(im), f.call("sinh", re)];
  const denominator = f.add(f.square(s), f.square(cosine));
  const saturated = f.gt(f.abs(re), tanhSaturates);
  const turning = f.mul(sine, cosine);
  const tail = f.mul(f.mul(4, turning), f.exp(f.mul(-2, f.abs(re))));
  return new Pair(
    f.select(saturated, f.call("sign", re), unlessZero(f, re, f.div(f.mul(s, f.call("cosh", re)), denominator))),
    f.select(f.or(f.eq(im, 0), f.eq(f.abs(re), Infinity)), 0, f.select(saturated, tail, f.div(turning, denominator))),
  );
};

/** From the function g with h(z) = -i g(iz), h. */
export const turned =
  (g: ComplexUnary): ComplexUnary =>
  (f, { re, im }) => {
    const { re: x, im: y } = g(f, new Pair(f.neg(im), re));
    return new Pair(y, f.neg(x));
  };

export const sin = turned(sinh);

export const cos: ComplexUnary = (f, { re, im }) => cosh(f, new Pair(f.neg(im), re));

export const tan = turned(tanh);
