import type { TypedArray } from "@proj/array";

/** What a function may do with the smallest numbers. */
export interface Flushing {
  /** The magnitude below which any result that small will do, if it has the right sign; 0 by default. */
  readonly flushes?: number;
  /** Whether subnormal arguments may count as zeros of their sign; false by default. */
  readonly flushesArguments?: boolean;
}

const smallestNormal = 2 ** -126;
const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);
const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < smallestNormal;

/**
 * How far a float32 is off a true value, in units in the last place (ulp) of the true value: 0 if it is the nearest one, and
 * Infinity if one of them is not a number, or zero has the wrong sign. What overflows counts as 2¹²⁸.
 *
 * @param actual - what was computed.
 * @param exact - the true value, in double precision.
 * @param flushes - the magnitude below which any result that small will do, if it has the right sign.
 */
export function ulpError(actual: number, exact: number, flushes = 0): number {
  const nearest = Math.fround(exact);
  if (Object.is(actual, nearest)) return 0;
  if (Number.isNaN(actual) || Number.isNaN(exact)) return Infinity;
  if (Math.abs(exact) < flushes)
    return Math.abs(actual) < flushes && isNegative(actual) === isNegative(exact) ? 0 : Infinity;
  if (actual === nearest) return Infinity;
  if (!Number.isFinite(nearest) || !Number.isFinite(actual)) {
    const bounded = (x: number): number => Math.max(-(2 ** 128), Math.min(2 ** 128, x));
    return Math.abs(bounded(actual) - bounded(exact)) / 2 ** 104;
  }
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -126);
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

/** The result that is furthest off. */
export interface WorstError {
  /** In units in the last place. */
  readonly error: number;
  /** The arguments, the result and the true value, in words; empty if no result is off. */
  readonly message: string;
}

/**
 * Which float32 result of a function is furthest off.
 *
 * @param actual - what was computed.
 * @param operands - the arguments, each with an element for each result.
 * @param exact - the function, in double precision.
 */
export function worstError(
  actual: TypedArray,
  operands: readonly Float32Array[],
  exact: (...x: readonly number[]) => number,
  { flushes = 0, flushesArguments = false }: Flushing = {},
): WorstError {
  let most = { error: 0, message: "" };
  for (const [i, value] of actual.entries()) {
    const x = operands.map((operand) => operand[i]!);
    let error = ulpError(value, exact(...x), flushes);
    if (flushesArguments && x.some(isSubnormal)) {
      const flushed = x.map((v) => (isSubnormal(v) ? v * 0 : v));
      error = Math.min(error, ulpError(value, exact(...flushed), flushes));
    }
    if (error > most.error) most = { error, message: `(${x.join(", ")}) = ${value}, exactly ${exact(...x)}` };
  }
  return most;
}
