import { booleanOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { isZero } from "../core/types/scalar-value.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import { shapesEqual } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, multiply } from "./arithmetic.ts";
import { inFloat, promoted } from "./elementwise.ts";
import { logicalAnd, logicalOr } from "./logical.ts";
import { isfinite, isnan } from "./special-values.ts";
import { all } from "./reduction.ts";

/**
 * True where the elements are equal; NaN equals nothing.
 *
 * @example
 * import { array, equal } from "@proj/array";
 * equal(array([1, 2]), 2); // → [false, true]
 */
export function equal(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.eq(...promoted("equal", x, y));
}

/**
 * True where the elements differ.
 *
 * @example
 * import { array, notEqual } from "@proj/array";
 * notEqual(array([1, 2]), 2); // → [true, false]
 */
export function notEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.ne(...promoted("notEqual", x, y));
}

/** A comparison; of complex numbers the real parts are compared, and where they are equal the imaginary ones. */
function ordered(compare: typeof lax.lt, strictly: typeof lax.lt, x: NDArray, y: NDArray): NDArray {
  if (!isComplexDType(x.dtype)) return compare(x, y);
  const [a, b] = [lax.real(x), lax.real(y)];
  return lax.select(lax.eq(a, b), compare(lax.imag(x), lax.imag(y)), strictly(a, b));
}

/**
 * True where `x < y`. Complex numbers are compared by their real parts first.
 *
 * @example
 * import { array, less } from "@proj/array";
 * less(array([1, 2]), 2); // → [true, false]
 */
export function less(x: ArrayLike, y: ArrayLike): NDArray {
  return ordered(lax.lt, lax.lt, ...promoted("less", x, y));
}

/**
 * True where `x <= y`.
 *
 * @example
 * import { array, lessEqual } from "@proj/array";
 * lessEqual(array([1, 3]), 2); // → [true, false]
 */
export function lessEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return ordered(lax.le, lax.lt, ...promoted("lessEqual", x, y));
}

/**
 * True where `x > y`.
 *
 * @example
 * import { array, greater } from "@proj/array";
 * greater(array([1, 3]), 2); // → [false, true]
 */
export function greater(x: ArrayLike, y: ArrayLike): NDArray {
  return ordered(lax.gt, lax.gt, ...promoted("greater", x, y));
}

/**
 * True where `x >= y`.
 *
 * @example
 * import { array, greaterEqual } from "@proj/array";
 * greaterEqual(array([1, 2]), 2); // → [false, true]
 */
export function greaterEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return ordered(lax.ge, lax.gt, ...promoted("greaterEqual", x, y));
}

/** Whether NaN counts as a number like others. */
export interface EqualNanOption {
  /** Whether NaN equals NaN; default false. */
  readonly equalNan?: boolean;
}

/** How close two numbers must be: `|x - y| ≤ atol + rtol · |y|`. */
export interface Tolerance extends EqualNanOption {
  /** Relative to the second number; default 1e-5. */
  readonly rtol?: ArrayLike;
  /** Absolute; default 1e-8. */
  readonly atol?: ArrayLike;
}

const equalNanReaders: OptionReaders<EqualNanOption> = { equalNan: booleanOption };
const toleranceReaders: OptionReaders<Tolerance> = { ...equalNanReaders, rtol: arrayOption, atol: arrayOption };

function close(operation: string, x: ArrayLike, y: ArrayLike, tolerance: Tolerance | undefined): NDArray {
  const { rtol = 1e-5, atol = 1e-8, equalNan } = readOptions<Tolerance>(operation, tolerance, toleranceReaders);
  const [a, b] = promoted(operation, x, y, inFloat);
  const near = lessEqual(lax.abs(lax.sub(a, b)), add(atol, multiply(rtol, lax.abs(b))));
  const isClose = logicalOr(lax.eq(a, b), logicalAnd(near, isfinite(b)));
  return equalNan === true ? logicalOr(isClose, logicalAnd(lax.ne(a, a), lax.ne(b, b))) : isClose;
}

/**
 * True where `|x - y| ≤ atol + rtol · |y|`; infinities are close to themselves.
 *
 * @param tolerance - how close is close.
 * @example
 * import { array, isclose } from "@proj/array";
 * isclose(array([1, 2]), array([1.000001, 2.1])); // → [true, false]
 */
export function isclose(x: ArrayLike, y: ArrayLike, tolerance?: Tolerance): NDArray {
  return close("isclose", x, y, tolerance);
}

/**
 * Whether every pair of elements {@link isclose}.
 *
 * @param tolerance - how close is close.
 * @returns a JavaScript boolean, to put behind `if`.
 * @throws UsageError for traced arrays and arrays on a GPU, for which the array `all(isclose(x, y))` is the answer.
 * @example
 * import { allclose, array } from "@proj/array";
 * allclose(array([1, 2]), array([1.000001, 2])); // → true
 */
export function allclose(x: ArrayLike, y: ArrayLike, tolerance?: Tolerance): boolean {
  return known("allclose", all(close("allclose", x, y, tolerance)), "all(isclose(x, y))");
}

/**
 * Whether shapes and all elements are equal. Nothing broadcasts.
 *
 * @param options - whether NaN equals NaN.
 * @returns a JavaScript boolean, to put behind `if`.
 * @throws UsageError for traced arrays and arrays on a GPU, for which the array `all(equal(x, y))` is the answer.
 * @example
 * import { array, arrayEqual } from "@proj/array";
 * arrayEqual(array([1, 2]), array([1, 2])); // → true
 */
export function arrayEqual(x: ArrayLike, y: ArrayLike, options?: EqualNanOption): boolean {
  const { equalNan } = readOptions<EqualNanOption>("arrayEqual", options, equalNanReaders);
  const [a, b] = [toArray(x, "arrayEqual"), toArray(y, "arrayEqual")];
  if (!shapesEqual(a.shape, b.shape)) return false;
  const same = equal(a, b);
  const result = equalNan === true ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same;
  return known("arrayEqual", all(result), "all(equal(x, y))");
}

/**
 * Whether all elements are equal after broadcasting; false for shapes that do not broadcast.
 *
 * @returns a JavaScript boolean, to put behind `if`.
 * @throws UsageError for traced arrays and arrays on a GPU, for which the array `all(equal(x, y))` is the answer.
 * @example
 * import { array, arrayEquiv } from "@proj/array";
 * arrayEquiv(array([[1, 2], [1, 2]]), array([1, 2])); // → true
 */
export function arrayEquiv(x: ArrayLike, y: ArrayLike): boolean {
  const [a, b] = [toArray(x, "arrayEquiv"), toArray(y, "arrayEquiv")];
  const fits = a.shape.every((length, axis) => {
    const other = b.shape[axis + b.ndim - a.ndim] ?? 1;
    return length === other || length === 1 || other === 1;
  });
  return fits && known("arrayEquiv", all(equal(a, b)), "all(equal(x, y))");
}

/** The value of a boolean scalar, which a predicate must know at once. */
function known(operation: string, result: NDArray, arrayForm: string): boolean {
  const value = result.knownScalar();
  if (value !== null) return !isZero(value);
  const { tracing: trace } = result;
  throw new UsageError({
    operation,
    received: trace === null ? `arrays on ${result.device.name}` : `arrays traced by ${trace.description}`,
    expected: "arrays whose values are on the host: it answers with a JavaScript boolean, at once",
    remedy:
      trace === null
        ? `fetch the values first (await deviceGet(x)), or stay on the device with the array ${arrayForm}`
        : `use the array ${arrayForm}, with where or cond in place of JavaScript's if`,
  });
}
