import type { HostArray } from "../../core/evaluate/host-array.ts";
import { convolutionLength, factorsOf } from "./factors.ts";

/*
 * The discrete Fourier transform in double precision: the meaning, against which targets are tested. By definition for each
 * factor of the length; for large primes as a convolution.
 */

/** Real and imaginary parts. */
type Sequence = readonly [re: Float64Array, im: Float64Array];

const sequence = (length: number): Sequence => [new Float64Array(length), new Float64Array(length)];

/** Powers of exp(-2πi / length). Whole quarters of the circle are taken away before k becomes an angle, so that 1, -i, -1 and i are exact. */
function rootsOfUnity(length: number): Sequence {
  const [re, im] = sequence(length);
  for (let k = 0; k < length; k++) {
    const quarters = Math.round((4 * k) / length);
    const angle = (-Math.PI / 2) * ((4 * k - quarters * length) / length);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle) + 0];
    // Times (-i) to the number of quarters.
    const turned = [cos, sin, -cos, -sin];
    re[k] = turned[quarters % 4]!;
    im[k] = turned[(quarters + 1) % 4]!;
  }
  return [re, im];
}

/** The transform of every `stride`-th element from `start`; `roots` are those of the whole length, every `stride`-th one is used. */
function byFactors(
  x: Sequence,
  roots: Sequence,
  start: number,
  stride: number,
  length: number,
  factors: readonly number[],
): Sequence {
  const result = sequence(length);
  if (length === 1) {
    result[0][0] = x[0][start]!;
    result[1][0] = x[1][start]!;
    return result;
  }
  const [radix, ...others] = factors as readonly [number, ...number[]];
  const part = length / radix;
  const parts = Array.from({ length: radix }, (_, j) =>
    byFactors(x, roots, start + j * stride, stride * radix, part, others),
  );
  for (let k = 0; k < length; k++) {
    let [re, im] = [0, 0];
    for (let j = 0; j < radix; j++) {
      const turn = ((j * k) % length) * stride;
      const [a, b] = [parts[j]![0][k % part]!, parts[j]![1][k % part]!];
      re += a * roots[0][turn]! - b * roots[1][turn]!;
      im += a * roots[1][turn]! + b * roots[0][turn]!;
    }
    result[0][k] = re;
    result[1][k] = im;
  }
  return result;
}

const transformed = (x: Sequence, factors: readonly number[]): Sequence =>
  byFactors(x, rootsOfUnity(x[0].length), 0, 1, x[0].length, factors);

function multiplied([a, b]: Sequence, [c, d]: Sequence): Sequence {
  return [a.map((x, k) => x * c[k]! - b[k]! * d[k]!), a.map((x, k) => x * d[k]! + b[k]! * c[k]!)];
}

const padded = ([re, im]: Sequence, length: number): Sequence => {
  const result = sequence(length);
  result[0].set(re);
  result[1].set(im);
  return result;
};

/** jk = (j² + k² - (k - j)²) / 2 makes the transform a convolution (L. I. Bluestein, 1970). */
function byConvolution(x: Sequence): Sequence {
  const { length } = x[0];
  const [cos, sin] = rootsOfUnity(2 * length);
  const squares = Float64Array.from({ length }, (_, k) => (k * k) % (2 * length));
  const chirp: Sequence = [squares.map((turn) => cos[turn]!), squares.map((turn) => sin[turn]!)];
  const size = convolutionLength(length);
  const factors = factorsOf(size)!;
  const kernel = sequence(size);
  for (let k = 0; k < length; k++) {
    for (const place of [k, (size - k) % size]) {
      kernel[0][place] = chirp[0][k]!;
      kernel[1][place] = -chirp[1][k]!;
    }
  }
  const [re, im] = multiplied(transformed(padded(multiplied(x, chirp), size), factors), transformed(kernel, factors));
  // The inverse, by exchanging real and imaginary parts.
  const [imaginary, real] = transformed([im, re], factors);
  const scaled = (part: Float64Array): Float64Array => part.subarray(0, length).map((value) => value / size);
  return multiplied([scaled(real), scaled(imaginary)], chirp);
}

/** Fills `result` with the transform of `x`; with the opposite sign in the exponent if it is the inverse, which is not scaled. */
export function evaluateTransform(x: HostArray, result: HostArray, inverse: boolean): void {
  const length = x.shape[0]!;
  if (length === 0) return;
  const parts = sequence(length);
  // With real and imaginary parts exchanged, the transform is the inverse.
  const [first, second] = inverse ? [1, 0] : [0, 1];
  for (let k = 0; k < length; k++) {
    parts[first]![k] = x.data[2 * k]!;
    parts[second]![k] = x.data[2 * k + 1]!;
  }
  const factors = factorsOf(length);
  const values = factors === null ? byConvolution(parts) : transformed(parts, factors);
  for (let k = 0; k < length; k++) {
    result.data[2 * k] = values[first]![k]!;
    result.data[2 * k + 1] = values[second]![k]!;
  }
}
