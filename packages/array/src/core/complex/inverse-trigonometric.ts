import * as circular from "../scalar/forms/inverse-circular.ts";
import { add, divide, modulus, multiply, signed, unlessZero } from "./arithmetic.ts";
import { log, logModulus, sqrt } from "./exponential.ts";
import { turned } from "./trigonometric.ts";
import { Pair, type ComplexUnary, type Reals } from "./reals.ts";

/* Inverse trigonometric and hyperbolic functions of complex numbers. */

/** A quarter of the plane, from which the inverse sine and cosine follow by symmetry. */
interface Quarter<V> {
  /** Real part of the inverse sine of |Re z| + i|Im z|. */
  readonly sine: V;
  /** Real part of the inverse cosine. */
  readonly cosine: V;
  /** Imaginary part of the inverse sine. */
  readonly height: V;
}

/** T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, "Implementing the complex arcsine and arccosine functions", 1997. */
function quarter<V extends object>(f: Reals<V>, { re, im }: Pair<V>): Quarter<V> {
  const [x, y] = [f.abs(re), f.abs(im)];
  const [beyond, before] = [f.add(x, 1), f.sub(x, 1)];
  const [r, s] = [modulus(f, new Pair(beyond, y)), modulus(f, new Pair(before, y))];
  const a = f.mul(0.5, f.add(r, s));
  const b = f.div(x, a);
  const inside = f.lt(x, 1);
  const squared = f.square(y);
  // y² over a sum that may be zero together with y.
  const over = (sum: V): V => f.select(f.eq(sum, 0), 0, f.div(squared, sum));
  const first = over(f.add(r, beyond));
  const sum = f.add(a, x);
  const within = f.sqrt(f.mul(0.5, f.mul(sum, f.add(first, f.sub(s, before)))));
  const outside = f.mul(y, f.sqrt(f.mul(0.5, f.add(f.div(sum, f.add(r, beyond)), f.div(sum, f.add(s, before))))));
  const leg = f.select(f.or(inside, f.eq(x, 1)), within, f.select(f.eq(y, 0), y, outside));
  const huge = f.gt(f.join("max", x, y), 1e17);
  const crossing = f.gt(b, 0.6417);
  const angle = (small: V, opposite: V, adjacent: V): V =>
    f.select(f.or(huge, crossing), f.atan2(opposite, adjacent), small);
  const legs = f.select(huge, y, leg);
  const excess = f.mul(0.5, f.add(first, f.select(inside, over(f.sub(s, before)), f.add(s, before))));
  const near = f.log1p(f.add(excess, f.sqrt(f.mul(excess, f.add(a, 1)))));
  const far = f.log(f.add(a, f.sqrt(f.sub(f.square(a), 1))));
  return {
    sine: angle(f.one("asin", [b], { form: circular.asin }), x, legs),
    cosine: angle(f.one("acos", [b], { form: circular.acos }), legs, x),
    height: f.select(huge, f.add(logModulus(f, new Pair(x, y)), Math.LN2), f.select(f.gt(a, 1.5), far, near)),
  };
}

export const asin: ComplexUnary = (f, z) => {
  const { sine, height } = quarter(f, z);
  return new Pair(unlessZero(f, z.re, signed(f, sine, z.re)), signed(f, height, z.im));
};

/** The real part of the inverse cosine, and the imaginary part without its sign. */
function inverseCosine<V extends object>(f: Reals<V>, z: Pair<V>): readonly [V, V] {
  const { cosine, height } = quarter(f, z);
  return [f.select(f.lt(z.re, 0), f.sub(Math.PI, cosine), cosine), height];
}

export const acos: ComplexUnary = (f, z) => {
  const [angle, height] = inverseCosine(f, z);
  return new Pair(angle, f.neg(signed(f, height, z.im)));
};

export const acosh: ComplexUnary = (f, z) => {
  const [angle, height] = inverseCosine(f, z);
  return new Pair(height, signed(f, angle, z.im));
};

export const asinh: ComplexUnary = (f, { re, im }) => {
  const { sine, height } = quarter(f, new Pair(im, re));
  return new Pair(signed(f, height, re), unlessZero(f, im, signed(f, sine, im)));
};

export const atanh: ComplexUnary = (f, { re, im }) => {
  const [x, y] = [f.abs(re), f.abs(im)];
  const far = f.or(f.gt(x, 1e17), f.gt(y, 1e17));
  const gap = f.sub(1, x);
  const real = f.mul(0.25, f.log1p(f.div(f.mul(4, x), f.add(f.square(gap), f.square(y)))));
  const angle = f.mul(0.5, f.atan2(f.mul(2, y), f.sub(f.mul(gap, f.add(x, 1)), f.square(y))));
  const turn = f.select(far, Math.PI / 2, angle);
  // Here the sign of a zero counts, which the angle of (-1, im) has.
  const below = f.lt(f.atan2(im, f.filled(-1, im)), 0);
  return new Pair(unlessZero(f, re, signed(f, f.select(far, 0, real), re)), f.select(below, f.neg(turn), turn));
};

export const atan = turned(atanh);

/** The angle of the point (x, y): -i log((x + iy) / √(x² + y²)). */
export const atan2 = <V extends object>(f: Reals<V>, y: Pair<V>, x: Pair<V>): Pair<V> => {
  const along = add(f, x, new Pair(f.neg(y.im), y.re));
  const { re, im } = log(f, divide(f, along, sqrt(f, add(f, multiply(f, x, x), multiply(f, y, y)))));
  return new Pair(im, f.neg(re));
};
