import type { NDArray } from "../ndarray/ndarray.ts";
import { constantLike } from "./apply.ts";
import { add, div, mul } from "./binary.ts";

/** p(x) / q(x), by their coefficients, that of the constant first. */
export interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** One function in the digits of each precision: single for float32 and halves, double for float64. */
export interface Approximation {
  readonly single: Rational;
  readonly double: Rational;
}

/** What belongs to the precision of an array. */
export function ofPrecision<T>(x: NDArray, single: T, double: T): T {
  return x.dtype === "float64" ? double : single;
}

/** A polynomial by its coefficients, that of the constant first. */
export function polynomial(x: NDArray, coefficients: readonly number[]): NDArray {
  const [last = 0, ...others] = coefficients.toReversed();
  return others.reduce<NDArray>((sum, coefficient) => add(mul(sum, x), coefficient), constantLike(x, last));
}

/** The approximation at x. */
export function approximate(x: NDArray, { single, double }: Approximation): NDArray {
  const { numerator, denominator } = ofPrecision(x, single, double);
  const above = polynomial(x, numerator);
  return denominator.length === 1 ? above : div(above, polynomial(x, denominator));
}
