import { choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/linalg/index.ts";
import { matrixTranspose, upperTriangle } from "../lax/linalg/matrices.ts";
import { sliceInDim } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { unitaryTriangular } from "./complex/reflectors.ts";
import { matrices } from "./systems.ts";

/** What {@link qr} gives. */
export type QrMode = "reduced" | "complete" | "r" | "raw" | "full";

/** Options of {@link qr}. */
export interface QrOptions<Mode extends QrMode = QrMode> {
  /**
   * `"reduced"` (the default; also called `"full"`, as in old versions of NumPy): q is as wide as r is tall; `"complete"`: q is square;
   * `"r"`: only r; `"raw"`: the vectors of the reflectors as rows, with r below the diagonal, and their factors τ.
   */
  readonly mode?: Mode;
}

const readers: OptionReaders<QrOptions> = { mode: choiceOption("reduced", "complete", "r", "raw", "full") };

/**
 * The QR factorisation a = q·r: orthonormal columns in q, zeros below the diagonal of r, whose signs are those of LAPACK.
 *
 * @param a - `[..., m, n]`
 * @param options - the mode alone, or {@link QrOptions}.
 * @returns q: float[..., m, k] and r: float[..., k, n], where k is min(m, n), or m in mode `"complete"`; only r in mode `"r"`.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { qr } from "@proj/array/linalg";
 * const [q, r] = qr(array([[3, 1], [4, 2]]));
 * r; // ≈ [[-5, -2.2], [0, 0.4]]
 */
export function qr(a: ArrayLike, options: "r" | (QrOptions<"r"> & { readonly mode: "r" })): NDArray;
export function qr(
  a: ArrayLike,
  options?: Exclude<QrMode, "r"> | QrOptions<Exclude<QrMode, "r">>,
): readonly [q: NDArray, r: NDArray];
export function qr(a: ArrayLike, options?: QrMode | QrOptions): NDArray | readonly [q: NDArray, r: NDArray];
export function qr(a: ArrayLike, options?: QrMode | QrOptions): NDArray | readonly [q: NDArray, r: NDArray] {
  const { mode = "reduced" } = readPositionalOptions<QrOptions>("qr", [options], ["mode"], readers);
  const x = matrices("qr", a);
  if (mode === "raw") {
    const [packed, taus] = lax.geqrf(x);
    return [matrixTranspose(packed), taus];
  }
  const factors = isComplex(x) ? complexFactors(x, mode) : lax.qr(x, { fullMatrices: mode === "complete" });
  return mode === "r" ? factors[1] : factors;
}

function complexFactors(x: NDArray, mode: QrMode): readonly [q: NDArray, r: NDArray] {
  const [q, r] = unitaryTriangular(x);
  const k = mode === "complete" ? x.shape.at(-2)! : Math.min(...(x.shape.slice(-2) as [number, number]));
  return [sliceInDim(q, 0, k, 1, x.ndim - 1), upperTriangle(sliceInDim(r, 0, k, 1, x.ndim - 2))];
}
