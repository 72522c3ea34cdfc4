import { booleanOption, choiceOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { stretchedShape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import { matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { isComplex } from "./complex/adjoint.ts";
import { qr } from "./qr.ts";
import { matrices } from "./systems.ts";

/** Options of {@link qrMultiply}. */
export interface QrMultiplyOptions {
  /** Whether c·q is computed (`"right"`, the default) or q·c. */
  readonly mode?: "right" | "left";
  /** Whether columns of a are exchanged so that the diagonal of r descends in size; default false. */
  readonly pivoting?: boolean;
  /** Takes the conjugate of q, which is q itself for real numbers; default false. */
  readonly conjugate?: boolean;
}

const readers: OptionReaders<QrMultiplyOptions> = {
  mode: choiceOption("right", "left"),
  pivoting: booleanOption,
  conjugate: booleanOption,
};

/**
 * The product of a matrix with the q of a QR factorisation, and its r.
 *
 * @param a - `[..., m, n]`, which is factored; k is min(m, n).
 * @param c - `[..., l, m]`, or `[..., k, l]` on the left; a vector is a row, or a column on the left.
 * @param options - the mode alone, or {@link QrMultiplyOptions}.
 * @returns c·q: [..., l, k], or q·c: [..., m, l]; and r: [..., k, n]. With `pivoting` also the int32 columns of a in the order in which
 * they come in q·r, [..., n].
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { qrMultiply } from "@proj/array/linalg";
 * const [cq, r] = qrMultiply(array([[3], [4]]), array([5, 5]));
 * cq; // ≈ [-7]
 * r; // ≈ [[-5]]
 */
export function qrMultiply(
  a: ArrayLike,
  c: ArrayLike,
  options: QrMultiplyOptions & { readonly pivoting: true },
): readonly [product: NDArray, r: NDArray, permutation: NDArray];
export function qrMultiply(
  a: ArrayLike,
  c: ArrayLike,
  options?: "right" | "left" | (QrMultiplyOptions & { readonly pivoting?: false }),
): readonly [product: NDArray, r: NDArray];
export function qrMultiply(
  a: ArrayLike,
  c: ArrayLike,
  options?: "right" | "left" | QrMultiplyOptions,
): readonly [product: NDArray, r: NDArray, permutation?: NDArray];
export function qrMultiply(
  a: ArrayLike,
  c: ArrayLike,
  options?: "right" | "left" | QrMultiplyOptions,
): readonly [product: NDArray, r: NDArray, permutation?: NDArray] {
  const {
    mode = "right",
    pivoting = false,
    conjugate = false,
  } = readPositionalOptions<QrMultiplyOptions>("qrMultiply", [options], ["mode"], readers);
  const type = inFloat(promotedType("qrMultiply", [a, c]));
  const x = matrices("qrMultiply", promoteTo("qrMultiply", a, type));
  const given = promoteTo("qrMultiply", c, type);
  const isVector = given.ndim === 1;
  const other = isVector ? lax.expandDims(given, [mode === "left" ? 1 : 0]) : given;
  const [m, n] = x.shape.slice(-2) as [number, number];
  if (other.ndim < 2 || other.shape.at(mode === "left" ? -2 : -1) !== (mode === "left" ? Math.min(m, n) : m)) {
    throw new UsageError({
      operation: "qrMultiply",
      received: `${x.describe()} and ${given.describe()}`,
      expected:
        mode === "left" ? `c with ${Math.min(m, n)} rows, as q has columns` : `c with ${m} columns, as q has rows`,
      remedy: "transpose c, or choose the other side with mode",
    });
  }
  const batch = stretchedShape("qrMultiply", x.shape.slice(0, -2), other.shape.slice(0, -2));
  const spread = (y: NDArray): NDArray => broadcastTo(y, [...batch, ...y.shape.slice(-2)]);
  const [factor, r, ...permutation] = qr(spread(x), { pivoting }) as readonly [NDArray, NDArray, NDArray?];
  const q = conjugate && isComplex(factor) ? lax.conj(factor) : factor;
  const product = mode === "left" ? matrixProduct(q, spread(other)) : matrixProduct(spread(other), q);
  return [isVector ? lax.reshape(product, [product.size]) : product, r, ...permutation] as const;
}
