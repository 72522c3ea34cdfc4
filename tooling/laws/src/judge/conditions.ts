import type { NDArray } from "@proj/array";
import { bigintsOf, dtypes, isInexact, isInteger, isUnsigned, toHost } from "@proj/array/core";
import type { Call } from "@proj/generators/random-calls";

/*
 * What a reason for a difference asks of the values that a call reads, and of what is said of the results.
 */

/** How many elements the shapes of a message have: ours, and JAX's. */
export const elementsIn = (message: string): readonly number[] =>
  Array.from(message.matchAll(/\[([\d,]*)\]/g), ([, lengths = ""]) =>
    lengths.split(",").reduce((size, length) => size * Number(length), 1),
  );

export const elementsOf = (x: NDArray): readonly number[] => {
  const { data } = toHost(x, "differences");
  return Array.from(bigintsOf(data) ?? data, Number);
};

/** An infinity or NaN is among the elements. */
export const notFinite = (reads: readonly NDArray[]): boolean =>
  reads.some((x) => isInexact(x.dtype) && !elementsOf(x).every(Number.isFinite));

/** An infinity, NaN or 0 is among the elements. */
export const atAnEnd = (reads: readonly NDArray[]): boolean =>
  notFinite(reads) || reads.some((x) => elementsOf(x).includes(0));

/** A NaN is among the elements. */
export const readsNaN = (reads: readonly NDArray[]): boolean =>
  reads.some((x) => isInexact(x.dtype) && elementsOf(x).some(Number.isNaN));

/** There are unsigned integers that no int32 is, beside an int32. */
export const signsMeet = (reads: readonly NDArray[]): boolean =>
  reads.some(({ dtype }) => dtype === "int32") &&
  reads.some((x) => x.dtype === "uint32" && elementsOf(x).some((element) => element > 2 ** 31 - 1));

/** There are integers whose negative or square is none of their dtype. */
export const wrapsAround = (reads: readonly NDArray[]): boolean =>
  reads.some(
    (x) =>
      isInteger(x.dtype) &&
      elementsOf(x).some((element) => (isUnsigned(x.dtype) && element > 0) || element ** 2 > dtypes[x.dtype].max),
  );

/** How often the most frequent of places along an axis comes. */
function mostOften(places: NDArray, length: number): number {
  const counts = new Map<number, number>();
  for (const element of elementsOf(places)) {
    const place = element < 0 ? element + length : element;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
}

/** An integer is raised to a power that has a sign, or more than six bits; at a place that comes again, to the product of the powers. */
export const raisesFar = ([base, ...others]: readonly NDArray[], { row, args }: Call): boolean => {
  const [exponent] = args.slice(-1);
  const isKnown = typeof exponent === "number";
  const exponents = isKnown ? [exponent] : others.slice(-1).flatMap(elementsOf);
  if (base === undefined || !isInteger(base.dtype)) return false;
  const places = row === "at.power" ? others.slice(0, isKnown ? others.length : -1) : [];
  const times = places.length === 0 ? 1 : Math.min(...places.map((x) => mostOften(x, base.shape[0]!)));
  return exponents.some((power) => power < 0 || power ** times > 63);
};

/** What a message says of an element: ours, and JAX's. */
export const numbersIn = (message: string): readonly number[] =>
  (/: (\S+) instead of ([^,\s]+)/.exec(message) ?? []).slice(1).map(Number);

/** There are complex numbers of single precision. */
export const readsComplex = (reads: readonly NDArray[]): boolean => reads.some(({ dtype }) => dtype === "complex64");

/** There are integers that are no places of arrays as short as those of programs. */
export const namesFarPlaces = (reads: readonly NDArray[]): boolean =>
  reads.some((x) => isInteger(x.dtype) && elementsOf(x).some((place) => Math.abs(place) > 16));

/** There are halves. */
export const readsHalves = (reads: readonly NDArray[]): boolean =>
  reads.some(({ dtype }) => dtype === "float16" || dtype === "bfloat16");

/** Ours and JAX's are no further from each other than that. */
export const isWithin = (message: string, most: number): boolean => {
  const [own = NaN, theirs = NaN] = numbersIn(message);
  return Math.abs(own - theirs) <= most;
};

/** Ours and JAX's are the same within a fraction. */
export const nearIn = (message: string, fraction: number): boolean => {
  const [own = NaN, theirs = NaN] = numbersIn(message);
  return Math.abs(own - theirs) <= fraction * Math.abs(own);
};
