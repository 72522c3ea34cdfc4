/*
 * How lengths are taken apart. A transform of length r · m is r transforms of length m, and m of length r; a length with a large
 * prime in it is a convolution instead (Bluestein).
 */

/** Primes up to here are factors of their own. */
const largestRadix = 61;

/** The factors of a length, or null if there is a prime among them for which that would be slow. */
export function factorsOf(length: number): readonly number[] | null {
  const factors: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) for (; rest % radix === 0 && rest > 1; rest /= radix) factors.push(radix);
  for (let radix = 7; rest > 1 && radix <= largestRadix; radix += 2)
    for (; rest % radix === 0; rest /= radix) factors.push(radix);
  return rest === 1 ? factors : null;
}

/** A length at which a convolution of two sequences of `length` elements does not wrap around. */
export function convolutionLength(length: number): number {
  return 2 ** Math.ceil(Math.log2(2 * length - 1));
}
