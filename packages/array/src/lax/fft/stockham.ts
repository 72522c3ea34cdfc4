import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, mul, rem, sub } from "../binary.ts";
import { dotGeneral } from "../contraction.ts";
import { broadcastedIota, broadcastInDim, sliceInDim, transpose } from "../movement.ts";
import {
  conjugateOf,
  differenceOf,
  eachPart,
  joined,
  productOf,
  reshaped,
  sumOf,
  turned,
  type Planes,
} from "./planes.ts";
import { rootsInHalf, rootsOfUnity } from "./roots-of-unity.ts";

/*
 * The autosort transform of T. G. Stockham (W. T. Cochran et al., "What is the fast Fourier transform?", 1967): one factor of the
 * length after the other, each a loop over whole arrays. Before the factor r the data are [batch, r · m, s]: s transforms of
 * length r · m are left to do for each member, and what is done lies along the last axis.
 */

/** w, w², … wʳ⁻¹, each by as few products as there are. */
function powers(w: Planes, count: number): Planes[] {
  const result = [w];
  for (let k = 2; k < count; k++) {
    const half = Math.floor(k / 2);
    result.push(productOf(result[half - 1]!, result[k - half - 1]!));
  }
  return result;
}

/** The transform of length 2, 3, 4, 5 or 7 of one element of each array. */
function butterfly(x: readonly Planes[], inverse: boolean): readonly Planes[] {
  const radix = x.length;
  if (radix === 2) return [sumOf(x[0]!, x[1]!), differenceOf(x[0]!, x[1]!)];
  if (radix === 4) {
    const [even, odd] = [sumOf(x[0]!, x[2]!), sumOf(x[1]!, x[3]!)];
    const [left, right] = [differenceOf(x[0]!, x[2]!), turned(differenceOf(x[1]!, x[3]!), !inverse)];
    return [sumOf(even, odd), sumOf(left, right), differenceOf(even, odd), differenceOf(left, right)];
  }
  // Of an odd length: elements j and r - j together.
  const half = (radix - 1) / 2;
  const sums: Planes[] = [];
  const differences: Planes[] = [];
  for (let j = 1; j <= half; j++) {
    sums.push(sumOf(x[j]!, x[radix - j]!));
    differences.push(differenceOf(x[j]!, x[radix - j]!));
  }
  const results: Planes[] = [sums.reduce(sumOf, x[0]!)];
  const weighted = (terms: readonly Planes[], k: number, weight: (angle: number) => number): Planes =>
    terms
      .map((term, j) => eachPart(term, (part) => mul(part, weight((2 * Math.PI * ((k * (j + 1)) % radix)) / radix))))
      .reduce(sumOf);
  for (let k = 1; k <= half; k++) {
    const along = sumOf(x[0]!, weighted(sums, k, Math.cos));
    const across = turned(weighted(differences, k, Math.sin), !inverse);
    results[k] = sumOf(along, across);
    results[radix - k] = differenceOf(along, across);
  }
  return results;
}

/** Beyond this factor, a transform is a product with a matrix. */
const unrolled = 7;

/** The lengths of the axes before a factor: members, the factor, what is left after it, what is done. */
type Lengths = readonly [batch: number, radix: number, rest: number, done: number];

/** A small factor, element by element. */
function unrolledStage(
  x: Planes,
  [batch, radix, rest, done]: Lengths,
  signed: (w: Planes) => Planes,
  inverse: boolean,
): Planes {
  const column = (j: number): Planes => eachPart(x, (part) => sliceInDim(part, j, j + 1, 1, 1));
  const shape = [batch, rest, done];
  const columns = Array.from({ length: radix }, (_, j) => reshaped(column(j), shape));
  const [first, ...others] = butterfly(columns, inverse);
  if (rest === 1) return joined([first!, ...others], 2);
  const w = signed(rootsInHalf(broadcastedIota("int32", [rest], 0), radix * rest, x.re.dtype));
  const turns = powers(w, radix).map((power) => eachPart(power, (part) => broadcastInDim(part, shape, [1])));
  return joined([first!, ...others.map((y, k) => productOf(y, turns[k]!))], 2);
}

/** A larger factor: a product with the matrix of its transform. */
function productStage(x: Planes, [batch, radix, rest, done]: Lengths, signed: (w: Planes) => Planes): Planes {
  const turn = (shape: readonly number[]): NDArray =>
    mul(broadcastedIota("int32", shape, 0), broadcastedIota("int32", shape, 1));
  const matrix = signed(rootsOfUnity(rem(turn([radix, radix]), radix), radix, x.re.dtype));
  const dimensions = { lhsContracting: [1], rhsContracting: [1], lhsBatch: [], rhsBatch: [] };
  const product = (a: NDArray, b: NDArray): NDArray => dotGeneral(a, b, dimensions);
  const y = {
    re: sub(product(matrix.re, x.re), product(matrix.im, x.im)),
    im: add(product(matrix.re, x.im), product(matrix.im, x.re)),
  };
  const w = signed(rootsOfUnity(turn([radix, rest]), radix * rest, x.re.dtype));
  const turns = eachPart(w, (part) => broadcastInDim(part, [radix, batch, rest, done], [0, 2]));
  return eachPart(productOf(y, turns), (part) => transpose(part, [1, 2, 0, 3]));
}

/**
 * The transforms of the rows of a matrix.
 *
 * @param x - [batch, length].
 * @param factors - whose product is the length.
 * @param inverse - whether the exponent has the opposite sign; nothing is scaled.
 */
export function transformRows(x: Planes, factors: readonly number[], inverse: boolean): Planes {
  const [batch, length] = x.re.shape as readonly [number, number];
  const signed = (w: Planes): Planes => (inverse ? conjugateOf(w) : w);
  let y = x;
  let done = 1;
  for (const radix of factors) {
    const lengths: Lengths = [batch, radix, length / (done * radix), done];
    const view = reshaped(y, lengths);
    y = radix <= unrolled ? unrolledStage(view, lengths, signed, inverse) : productStage(view, lengths, signed);
    done *= radix;
  }
  return reshaped(y, [batch, length]);
}
