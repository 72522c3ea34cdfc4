import { booleanOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { complexDType, isComplexDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import { generalEigenpairs } from "../lax/linalg/eig.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real } from "../numpy/elementwise.ts";

/** Options of {@link roots}. */
export interface RootsOptions {
  /** Whether zeros in front are left out, default true; otherwise there is a NaN for each. */
  readonly stripZeros?: boolean;
}

const readers: OptionReaders<RootsOptions> = { stripZeros: booleanOption };

/**
 * The zeros of a polynomial, as eigenvalues of its companion matrix, on the host.
 *
 * @param p - a vector of real coefficients, that of the highest power first.
 * @param stripZeros - whether zeros in front are left out, default true; or {@link RootsOptions}.
 * @returns complex numbers, in no particular order.
 * @throws UsageError for anything but a vector of real numbers, and inside of compiled functions.
 * @example
 * import { array, real, roots } from "@proj/array";
 * real(roots(array([1, -3, 2]))); // ≈ [2, 1]
 */
export function roots(p: ArrayLike, stripZeros?: boolean | RootsOptions): NDArray {
  const read = readPositionalOptions<RootsOptions>("roots", [stripZeros], ["stripZeros"], readers);
  const given = real("roots", p);
  const coefficients = given.ndim === 0 ? lax.reshape(given, [1]) : given;
  if (coefficients.ndim !== 1 || isComplexDType(coefficients.dtype) || coefficients.tracing !== null) {
    throw new UsageError({
      operation: "roots",
      received: coefficients.describe(),
      expected: "a vector of real coefficients whose values are known",
      remedy: "call it outside of compiled and mapped functions",
    });
  }
  const dtype = complexDType(coefficients.dtype);
  const values = [...coefficients.dataSync()];
  const first = values.findIndex((value) => value !== 0);
  const zeros = first < 0 ? values.length : first;
  const found = zerosOf(lax.sliceInDim(coefficients, zeros, values.length));
  const lost = (read.stripZeros ?? true) ? 0 : Math.max(0, values.length - 1) - found.length;
  return lost === 0 ? found : lax.concatenate([found, lax.complex(...undefinedParts(lost, dtype))], 0);
}

function undefinedParts(count: number, dtype: NDArray["dtype"]): readonly [NDArray, NDArray] {
  const part = lax.full([count], NaN, dtype === "complex128" ? "float64" : "float32");
  return [part, part];
}

/** The zeros of a polynomial that begins with another number than 0. */
function zerosOf(p: NDArray): NDArray {
  const degree = p.length - 1;
  if (degree < 1) return lax.full([0], 0, complexDType(p.dtype));
  const leading = lax.broadcastInDim(lax.sliceInDim(p, 0, 1), [degree], [0]);
  const top = lax.reshape(lax.neg(lax.div(lax.sliceInDim(p, 1, degree + 1), leading)), [1, degree]);
  if (degree === 1) return generalEigenpairs(top, false)[0]!;
  const [row, column] = [0, 1].map((axis) => lax.broadcastedIota("int32", [degree - 1, degree], axis)) as [
    NDArray,
    NDArray,
  ];
  const shift = lax.convertElementType(lax.eq(row, column), p.dtype);
  return generalEigenpairs(lax.concatenate([top, shift], 0), false)[0]!;
}
