import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, bitwiseAnd, ge, mul, ne, rem, shiftRightLogical, sub } from "../binary.ts";
import { select } from "../elementwise.ts";
import { broadcastedIota, broadcastInDim, concatenate, pad, rev, sliceInDim } from "../movement.ts";
import { convolutionLength, factorsOf } from "./factors.ts";
import { conjugateOf, eachPart, productOf, type Planes } from "./planes.ts";
import { rootsOfUnity } from "./roots-of-unity.ts";
import { transformRows } from "./stockham.ts";

/** The largest integer whose square is an int32. */
const largestRoot = 46340;

/** k² modulo twice the length, for k below the length. */
function squares(length: number): NDArray {
  const k = broadcastedIota("int32", [length], 0);
  const modulus = 2 * length;
  if (length <= largestRoot) return rem(mul(k, k), modulus);
  // Digit by digit of one factor, so that nothing exceeds twice the modulus.
  const wrapped = (x: NDArray): NDArray => select(ge(x, modulus), sub(x, modulus), x);
  let sum = mul(k, 0);
  for (let bit = Math.floor(Math.log2(length)); bit >= 0; bit--) {
    const digit = ne(bitwiseAnd(shiftRightLogical(k, bit), 1), 0);
    sum = wrapped(add(wrapped(add(sum, sum)), select(digit, k, 0)));
  }
  return sum;
}

/**
 * Transforms of any length as a convolution: jk = (j² + k² - (k - j)²) / 2 (L. I. Bluestein, "A linear filtering approach to the
 * computation of the discrete Fourier transform", 1970).
 *
 * @param x - [batch, length].
 */
export function transformByConvolution(x: Planes, inverse: boolean): Planes {
  const [batch, length] = x.re.shape as readonly [number, number];
  const size = convolutionLength(length);
  const factors = factorsOf(size)!;
  const roots = rootsOfUnity(squares(length), 2 * length, x.re.dtype);
  const chirp = inverse ? conjugateOf(roots) : roots;
  const rows = eachPart(chirp, (part) => broadcastInDim(part, [batch, length], [1]));
  const kernel = eachPart(conjugateOf(chirp), (part) => {
    const tail = rev(sliceInDim(part, 1, length, 1, 0), [0]);
    const row = concatenate([pad(part, 0, [0], [size - 2 * length + 1]), tail], 0);
    return broadcastInDim(row, [1, size], [1]);
  });
  const response = eachPart(transformRows(kernel, factors, false), (part) =>
    broadcastInDim(part, [batch, size], [0, 1]),
  );
  const padded = eachPart(productOf(x, rows), (part) => pad(part, 0, [0, 0], [0, size - length]));
  const convolved = transformRows(productOf(transformRows(padded, factors, false), response), factors, true);
  const kept = eachPart(convolved, (part) => mul(sliceInDim(part, 0, length, 1, 1), 1 / size));
  return productOf(kept, rows);
}
