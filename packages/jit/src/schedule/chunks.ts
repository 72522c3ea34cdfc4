/** A length cut in `count` chunks of `size` and a shorter one of `rest`, which may be none. */
export interface Chunks {
  readonly count: number;
  readonly size: number;
  readonly rest: number;
}

/**
 * Cuts a length in about `wanted` chunks: in equal ones if a number of chunks near to it divides the length.
 *
 * @param length - at least `wanted`.
 * @param wanted - at least 1.
 */
export function cut(length: number, wanted: number): Chunks {
  const most = Math.min(length, 2 * wanted - 1);
  for (let count = wanted; count <= most; count++) if (length % count === 0) return equal(length, count);
  for (let count = wanted - 1; count >= Math.max(2, wanted / 2); count--)
    if (length % count === 0) return equal(length, count);
  const size = Math.ceil(length / wanted);
  const count = Math.floor(length / size);
  return { count, size, rest: length - count * size };
}

/**
 * The largest length up to `longest` that divides `length`, if it is not much smaller: a rest needs code of its own.
 *
 * @param unit - what the length must be a multiple of. Default 1.
 */
export function withoutRest(length: number, longest: number, unit = 1): number {
  for (let size = longest; size > 0 && 2 * size >= longest; size -= unit) if (length % size === 0) return size;
  return longest;
}

/**
 * How long the pieces of a length are that threads share: a multiple of `unit`, at least `least`; at most `pieces` pieces, or
 * up to twice as many if they then are equal. Their number is a power of two where it can be, which any usual number of threads shares
 * evenly.
 */
export function pieceLength(
  length: number,
  pieces: number,
  { unit, least }: { readonly unit: number; readonly least: number },
): number {
  const count = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(pieces, length / least))));
  const longest = Math.ceil(length / count / unit) * unit;
  const size = withoutRest(length, longest, unit);
  return size < least ? longest : size;
}

const equal = (length: number, count: number): Chunks => ({ count, size: length / count, rest: 0 });

/** How many chunks there are, the shorter one included. */
export const numberOf = ({ count, rest }: Chunks): number => count + (rest > 0 ? 1 : 0);
