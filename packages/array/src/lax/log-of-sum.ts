import { isComplexDType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, eq, ge, lt, rem, sub } from "./binary.ts";
import { complex, imag, real, select } from "./elementwise.ts";
import { abs, exp, log1p } from "./unary.ts";

/** log(eᵃ + eᵇ), without overflow in between; of complex numbers with an imaginary part from -π to π. */
export function logOfSum(a: NDArray, b: NDArray): NDArray {
  const [larger, difference] = largerAndDifference(a, b);
  return principal(add(larger, log1p(exp(difference))), Math.PI);
}

/** The larger of two, of complex numbers by their real parts, and how far the other lies below it. */
export function largerAndDifference(a: NDArray, b: NDArray): readonly [larger: NDArray, difference: NDArray] {
  // Not max and |a - b|: where a and b are equal these have half slopes, which are right for the first derivative only.
  const isLarger = ge(size(a), size(b));
  const [larger, smaller] = [select(isLarger, a, b), select(isLarger, b, a)];
  // Equal infinities have no difference.
  return [larger, select(eq(abs(size(smaller)), Infinity), -Infinity, sub(smaller, larger))];
}

/** What decides how large the exponential of a number is. */
const size = (x: NDArray): NDArray => (isComplexDType(x.dtype) ? real(x) : x);

/** Logarithms of complex numbers with imaginary parts from -most to most. */
export function principal(x: NDArray, most: number): NDArray {
  if (!isComplexDType(x.dtype)) return x;
  const rest = rem(add(imag(x), most), 2 * most);
  return complex(real(x), sub(select(lt(rest, 0), add(rest, 2 * most), rest), most));
}
