import { Pair, type Reals } from "./reals.ts";

/*
 * Functions of complex numbers from real ones. Those that few programs apply stand in the equations that apply them, where the
 * functions of lax put them; so each is loaded by who calls it.
 *
 * Zeros and infinities come out as in JAX, whose branch cuts are continuous from above
 * also at -0, with the exceptions that tooling/reference/complex_numbers.py lists.
 */

type Unary = <V extends object>(f: Reals<V>, z: Pair<V>) => Pair<V>;

const largest = <V extends object>(f: Reals<V>, { re, im }: Pair<V>): readonly [large: V, small: V] => {
  const [x, y] = [f.abs(re), f.abs(im)];
  return [f.join("max", x, y), f.join("min", x, y)];
};

/** |z|, without squares that overflow. */
export function modulus<V extends object>(f: Reals<V>, z: Pair<V>): V {
  const [large, small] = largest(f, z);
  const exact = f.or(f.eq(large, 0), f.eq(large, Infinity));
  return f.select(exact, large, f.mul(large, f.sqrt(f.add(f.square(f.div(small, large)), 1))));
}

/** log |z|: near 1 from the distance to it, else from the larger part. */
function logModulus<V extends object>(f: Reals<V>, z: Pair<V>): V {
  const [large, small] = largest(f, z);
  const near = f.and(f.gt(large, 0.5), f.lt(large, 1.5));
  const distance = f.add(f.mul(f.sub(large, 1), f.add(large, 1)), f.square(small));
  const ratio = f.select(f.or(f.eq(large, 0), f.eq(large, Infinity)), 0, f.div(small, large));
  const far = f.add(f.log(large), f.mul(0.5, f.log1p(f.square(ratio))));
  return f.select(near, f.mul(0.5, f.log1p(distance)), far);
}

export const negative = <V extends object>(f: Reals<V>, { re, im }: Pair<V>): Pair<V> => new Pair(f.neg(re), f.neg(im));

/** x with the sign of another number, which counts as positive if it is zero. */
const signed = <V extends object>(f: Reals<V>, x: V, sign: V): V => f.select(f.lt(sign, 0), f.neg(x), x);

/** x where it is zero or what it is multiplied with would be infinite there, else the product. */
const unlessZero = <V extends object>(f: Reals<V>, x: V, value: V): V => f.select(f.eq(x, 0), x, value);

export const add = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> =>
  new Pair(f.add(x.re, y.re), f.add(x.im, y.im));

export const multiply = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> =>
  new Pair(f.sub(f.mul(x.re, y.re), f.mul(x.im, y.im)), f.add(f.mul(x.re, y.im), f.mul(x.im, y.re)));

/** x / y, scaled by the larger part of y (R. L. Smith, "Algorithm 116: complex division", 1962). */
export function divide<V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> {
  const swap = f.lt(f.abs(y.re), f.abs(y.im));
  const [a, b] = [f.select(swap, x.im, x.re), f.select(swap, f.neg(x.re), x.im)];
  const [c, d] = [f.select(swap, y.im, y.re), f.select(swap, f.neg(y.re), y.im)];
  const zero = f.eq(c, 0);
  const ratio = f.select(zero, 0, f.div(d, c));
  const denominator = f.add(c, f.mul(d, ratio));
  return new Pair(f.div(f.add(a, f.mul(b, ratio)), denominator), f.div(f.sub(b, f.mul(a, ratio)), denominator));
}

const one = <V extends object>(f: Reals<V>, like: V): Pair<V> => new Pair(f.filled(1, like), f.filled(0, like));

export const reciprocal: Unary = (f, z) => divide(f, one(f, z.re), z);

export const exp: Unary = (f, { re, im }) => {
  const scale = f.exp(re);
  return new Pair(f.mul(scale, f.cos(im)), unlessZero(f, im, f.mul(scale, f.sin(im))));
};

export const exp2: Unary = (f, { re, im }) => exp(f, new Pair(f.mul(re, Math.LN2), f.mul(im, Math.LN2)));

export const expm1: Unary = (f, { re, im }) => {
  const cosineLessOne = f.mul(-2, f.square(f.sin(f.mul(0.5, im))));
  return new Pair(
    f.add(f.mul(f.call("expm1", re), f.cos(im)), cosineLessOne),
    unlessZero(f, im, f.mul(f.exp(re), f.sin(im))),
  );
};

export const log: Unary = (f, z) => new Pair(logModulus(f, z), f.atan2(z.im, z.re));

export const log1p: Unary = (f, z) => {
  const [large] = largest(f, z);
  const shifted = new Pair(f.add(z.re, 1), z.im);
  const near = f.mul(0.5, f.log1p(f.add(f.mul(z.re, f.add(z.re, 2)), f.square(z.im))));
  return new Pair(f.select(f.lt(large, 0.5), near, logModulus(f, shifted)), f.atan2(z.im, shifted.re));
};

export const sqrt: Unary = (f, z) => {
  const root = f.sqrt(f.add(f.mul(0.5, f.abs(z.re)), f.mul(0.5, modulus(f, z))));
  const other = f.select(f.eq(root, 0), 0, f.div(f.mul(0.5, f.abs(z.im)), root));
  const infinite = f.eq(f.abs(z.im), Infinity);
  const right = f.call("not", f.lt(z.re, 0));
  return new Pair(
    f.select(f.or(right, infinite), root, other),
    signed(f, f.select(f.and(right, f.call("not", infinite)), other, root), z.im),
  );
};

export const rsqrt: Unary = (f, z) => reciprocal(f, sqrt(f, z));

export const logistic: Unary = (f, z) => {
  const power = exp(f, negative(f, z));
  return reciprocal(f, new Pair(f.add(power.re, 1), power.im));
};

export const sinh: Unary = (f, { re, im }) =>
  new Pair(
    unlessZero(f, re, f.mul(f.call("sinh", re), f.cos(im))),
    unlessZero(f, im, f.mul(f.call("cosh", re), f.sin(im))),
  );

export const cosh: Unary = (f, { re, im }) => {
  const product = f.mul(f.call("sinh", re), f.sin(im));
  return new Pair(f.mul(f.call("cosh", re), f.cos(im)), f.select(f.or(f.eq(im, 0), f.eq(re, 0)), 0, product));
};

/** From here on the hyperbolic tangent is 1, and its imaginary part falls with the square of the exponential. */
const tanhSaturates = 20;

export const tanh: Unary = (f, { re, im }) => {
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
const turned =
  (g: Unary): Unary =>
  (f, { re, im }) => {
    const { re: x, im: y } = g(f, new Pair(f.neg(im), re));
    return new Pair(y, f.neg(x));
  };

export const sin = turned(sinh);
export const cos: Unary = (f, { re, im }) => cosh(f, new Pair(f.neg(im), re));
export const tan = turned(tanh);

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
    sine: angle(f.call("asin", b), x, legs),
    cosine: angle(f.call("acos", b), legs, x),
    height: f.select(huge, f.add(logModulus(f, new Pair(x, y)), Math.LN2), f.select(f.gt(a, 1.5), far, near)),
  };
}

export const asin: Unary = (f, z) => {
  const { sine, height } = quarter(f, z);
  return new Pair(unlessZero(f, z.re, signed(f, sine, z.re)), signed(f, height, z.im));
};

/** The real part of the inverse cosine, and the imaginary part without its sign. */
function inverseCosine<V extends object>(f: Reals<V>, z: Pair<V>): readonly [V, V] {
  const { cosine, height } = quarter(f, z);
  return [f.select(f.lt(z.re, 0), f.sub(Math.PI, cosine), cosine), height];
}

export const acos: Unary = (f, z) => {
  const [angle, height] = inverseCosine(f, z);
  return new Pair(angle, f.neg(signed(f, height, z.im)));
};

export const acosh: Unary = (f, z) => {
  const [angle, height] = inverseCosine(f, z);
  return new Pair(height, signed(f, angle, z.im));
};

export const asinh: Unary = (f, { re, im }) => {
  const { sine, height } = quarter(f, new Pair(im, re));
  return new Pair(signed(f, height, re), unlessZero(f, im, signed(f, sine, im)));
};

export const atanh: Unary = (f, { re, im }) => {
  const [x, y] = [f.abs(re), f.abs(im)];
  const far = f.gt(f.join("max", x, y), 1e17);
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
export const sign: Unary = (f, z) => {
  const size = modulus(f, z);
  const zero = f.eq(size, 0);
  return new Pair(f.select(zero, z.re, f.div(z.re, size)), f.select(zero, z.im, f.div(z.im, size)));
};
