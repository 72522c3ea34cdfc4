import { booleanOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { complexDType, partDType } from "../core/types/dtype.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real } from "../numpy/elementwise.ts";
import { eigvals } from "./eig.ts";

/** Options of {@link roots}. */
export interface RootsOptions {
  /** Whether zeros in front are left out, default true; otherwise there is a NaN for each, last. */
  readonly stripZeros?: boolean;
}

const readers: OptionReaders<RootsOptions> = { stripZeros: booleanOption };

/**
 * The zeros of a polynomial, as eigenvalues of its companion matrix, which the host finds.
 *
 * @param p - a vector of coefficients, that of the highest power first.
 * @param stripZeros - whether zeros in front are left out, default true; or {@link RootsOptions}. Inside of compiled and mapped functions
 *   it must be false, since nobody knows how many there are.
 * @returns complex numbers, in no particular order.
 * @throws UsageError for anything but a vector, and where the number of roots would depend on values that are not known.
 * @example
 * import { array, real, roots } from "@proj/array";
 * real(roots(array([1, -3, 2]))); // ≈ [2, 1]
 */
export function roots(p: ArrayLike, stripZeros?: boolean | RootsOptions): NDArray {
  const read = readPositionalOptions<RootsOptions>("roots", [stripZeros], ["stripZeros"], readers);
  const given = real("roots", p);
  const coefficients = given.ndim === 0 ? lax.reshape(given, [1]) : given;
  if (coefficients.ndim !== 1) {
    throw new UsageError({
      operation: "roots",
      received: coefficients.describe(),
      expected: "a vector of coefficients",
      remedy: "ravel it, or map over its rows with vmap and { stripZeros: false }",
    });
  }
  if (!(read.stripZeros ?? true)) return finiteAndOtherRoots(coefficients);
  if (coefficients.length === 0) return eigenvaluesOfCompanion(coefficients, null);
  const isOther = knownValues(lax.ne(coefficients, 0));
  if (isOther === null) {
    throw new UsageError({
      operation: "roots",
      received: coefficients.describe(),
      expected: "coefficients whose values are known: how many are 0 in front decides how many roots there are",
      remedy: "ask for a NaN for each of them, with { stripZeros: false }",
    });
  }
  const first = isOther.indexOf(1);
  return eigenvaluesOfCompanion(lax.sliceInDim(coefficients, first < 0 ? isOther.length : first, isOther.length), null);
}

/** All places where roots can be: the roots that are there, then NaN. */
function finiteAndOtherRoots(p: NDArray): NDArray {
  const { length } = p;
  const isOther = lax.ne(p, 0);
  const positions = lax.iota("int32", length);
  const first = lax.reduceMin(lax.select(isOther, positions, lax.fullLike(positions, length)), [0]);
  const shifted = lax.dynamicSlice(lax.concatenate([p, lax.fullLike(p, 0)], 0), [first], [length]);
  const degree = lax.sub(length - 1, first);
  const found = eigenvaluesOfCompanion(shifted, degree);
  const isThere = lax.lt(lax.iota("int32", found.length), degree);
  const nothing = lax.full([found.length], NaN, partDType(found.dtype));
  return lax.select(isThere, found, lax.complex(nothing, nothing));
}

/**
 * The zeros of a polynomial that begins with another number than 0.
 *
 * @param degree - how many there are, if the polynomial ends with zeros that are none of its coefficients; the others come behind.
 */
function eigenvaluesOfCompanion(p: NDArray, degree: NDArray | null): NDArray {
  const size = p.length - 1;
  if (size < 1) return lax.full([0], 0, complexDType(p.dtype));
  const leading = lax.broadcastInDim(lax.sliceInDim(p, 0, 1), [size], [0]);
  const top = lax.reshape(lax.neg(lax.div(lax.sliceInDim(p, 1, size + 1), leading)), [1, size]);
  const row = lax.broadcastedIota("int32", [size, size], 0);
  const isBelow = lax.eq(row, lax.add(lax.broadcastedIota("int32", [size, size], 1), 1));
  // What lies beside the coefficients is a block of zeros, which has nothing to do with the other.
  const isCoupled = degree === null ? isBelow : lax.bitwiseAnd(isBelow, lax.lt(row, degree));
  const shift = lax.convertElementType(isCoupled, p.dtype);
  return eigvals(lax.select(lax.eq(row, 0), lax.broadcastInDim(top, [size, size], [0, 1]), shift));
}
