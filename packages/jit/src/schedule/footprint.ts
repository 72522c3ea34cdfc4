import type { ViewAccess } from "../program/accesses.ts";
import type { CounterId } from "../program/program.ts";

/*
 * Which elements of a buffer an access can touch, and when two accesses certainly touch different ones. A footprint is the set
 *
 *     offset + Σ strideₖ · nₖ,   0 ≤ nₖ < countₖ
 *
 * with a term for every axis and for every index that is known when the program runs only.
 */

/** Elements at regular distances. */
export interface Footprint {
  readonly offset: number;
  readonly terms: readonly { readonly stride: number; readonly count: number }[];
}

/** The elements that a step may touch from its domain in one way. */
export function footprintOf(
  { view, axes, displaced }: ViewAccess,
  domain: readonly number[],
  positions: ReadonlyMap<CounterId, number>,
): Footprint {
  const terms = [
    ...view.strides.map((stride, n) => ({ stride, count: domain[axes[n]!]! })),
    ...view.dynamic.map((index) => ({
      stride: index.stride,
      count: index.kind === "counter" ? positions.get(index.counter)! : index.limit + 1,
    })),
    ...displaced.map(({ stride, limit }) => ({ stride, count: limit + 1 })),
  ];
  return { offset: view.offset, terms: terms.filter(({ stride, count }) => stride !== 0 && count > 1) };
}

/** A whole buffer. */
export const everything = (size: number): Footprint => ({ offset: 0, terms: [{ stride: 1, count: size }] });

/** The smallest and the largest element, leaving out terms that are multiples of `modulus`. */
function range({ offset, terms }: Footprint, modulus: number): readonly [number, number] {
  let [low, high] = [offset, offset];
  for (const { stride, count } of terms) {
    if (stride % modulus === 0) continue;
    low += Math.min(0, stride * (count - 1));
    high += Math.max(0, stride * (count - 1));
  }
  return [low, high];
}

/**
 * True if no element is in both: the ranges do not meet, or they do not meet modulo some stride, as the ranges of columns of one
 * matrix do not meet modulo its row length.
 */
export function areDisjoint(a: Footprint, b: Footprint): boolean {
  const strides = new Set([...a.terms, ...b.terms].map(({ stride }) => Math.abs(stride)));
  return [Infinity, ...strides].some((modulus) => {
    const [lowA, highA] = range(a, modulus);
    const [lowB, highB] = range(b, modulus);
    if (modulus === Infinity) return highA < lowB || highB < lowA;
    const ahead = (((lowB - lowA) % modulus) + modulus) % modulus;
    return ahead > highA - lowA && ahead + (highB - lowB) < modulus;
  });
}
