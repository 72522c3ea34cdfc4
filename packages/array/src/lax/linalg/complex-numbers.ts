/** A complex number on the host. */
export type Pair = readonly [re: number, im: number];

export const plus = ([a, b]: Pair, [c, d]: Pair): Pair => [a + c, b + d];
export const minus = ([a, b]: Pair, [c, d]: Pair): Pair => [a - c, b - d];
export const times = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
export const conjugate = ([a, b]: Pair): Pair => [a, -b];
export const scaled = ([a, b]: Pair, by: number): Pair => [a * by, b * by];

/** The quotient, without overflow (R. L. Smith 1962). */
export function quotient([a, b]: Pair, [c, d]: Pair): Pair {
  if (Math.abs(c) >= Math.abs(d)) {
    const ratio = d / c;
    const size = c + d * ratio;
    return [(a + b * ratio) / size, (b - a * ratio) / size];
  }
  const ratio = c / d;
  const size = c * ratio + d;
  return [(a * ratio + b) / size, (b * ratio - a) / size];
}

/** The root with a real part that is not negative. */
export function squareRoot([a, b]: Pair): Pair {
  const size = Math.hypot(a, b);
  if (size === 0) return [0, 0];
  const large = Math.sqrt((size + Math.abs(a)) / 2);
  const small = b / (2 * large);
  return a >= 0 ? [large, small] : [Math.abs(small), b < 0 || Object.is(b, -0) ? -large : large];
}

/** A square matrix of complex numbers on the host. */
export class ComplexMatrix {
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array;

  constructor(n: number, re = new Float64Array(n * n), im = new Float64Array(n * n)) {
    this.n = n;
    this.re = re;
    this.im = im;
  }

  static identity(n: number): ComplexMatrix {
    const matrix = new ComplexMatrix(n);
    for (let i = 0; i < n; i++) matrix.re[i * n + i] = 1;
    return matrix;
  }

  at(i: number, j: number): Pair {
    return [this.re[i * this.n + j]!, this.im[i * this.n + j]!];
  }

  set(i: number, j: number, [re, im]: Pair): void {
    this.re[i * this.n + j] = re;
    this.im[i * this.n + j] = im;
  }
}
