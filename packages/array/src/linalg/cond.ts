import { nullableOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { any } from "../numpy/reduction.ts";
import { matrices } from "./systems.ts";
import { matrixNorm, orderOption, type NormOrder } from "./norm.ts";
import { inv } from "./solve.ts";
import { valuesOf } from "./svd.ts";

/** Options of {@link cond}. */
export interface CondOptions {
  /** Which norm; default 2, the quotient of the largest and the smallest singular value. */
  readonly p?: NormOrder | null;
}

const readers: OptionReaders<CondOptions> = { p: nullableOption(orderOption) };

/**
 * The condition number of matrices: by how much equations with them can enlarge relative errors.
 *
 * @param x - `[..., m, n]`; square but for the orders 2 and -2.
 * @param options - the order of the norm alone, or {@link CondOptions}.
 * @returns float[...], infinite for singular matrices.
 * @throws UsageError for empty matrices, and for ones that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { cond } from "@proj/array/linalg";
 * cond(array([[4, 0], [0, 2]])); // ≈ 2
 */
export function cond(x: ArrayLike, options?: NormOrder | null | CondOptions): NDArray {
  const { p = 2 } = readPositionalOptions<CondOptions>("cond", [options], ["p"], readers);
  const a = matrices("cond", x);
  const [m, n] = a.shape.slice(-2) as [number, number];
  const bySingularValues = p === null || p === 2 || p === -2;
  if (m === 0 || n === 0 || (!bySingularValues && m !== n)) {
    throw new UsageError({
      operation: "cond",
      received: a.describe(),
      expected: bySingularValues ? "matrices with elements" : "square matrices with elements",
      remedy: "leave the order out for matrices that are not square",
    });
  }
  if (!bySingularValues) {
    return infiniteForNaN(a, lax.mul(matrixNorm(a, { ord: p }), matrixNorm(inv(a), { ord: p })));
  }
  const s = valuesOf("cond", a, false);
  const [first, last] = [0, s.shape.at(-1)! - 1].map((place) =>
    lax.squeeze(lax.sliceInDim(s, place, place + 1, 1, s.ndim - 1), [s.ndim - 1]),
  ) as [NDArray, NDArray];
  return p === -2 ? infiniteForNaN(a, lax.div(last, first)) : lax.div(first, last);
}

/** Infinity where a result is NaN, but nothing in the matrix was. */
function infiniteForNaN(a: NDArray, result: NDArray): NDArray {
  const given = any(lax.ne(a, a), { axis: [-2, -1] });
  return lax.select(lax.bitwiseAnd(lax.ne(result, result), lax.bitwiseNot(given)), Infinity, result);
}
