import { choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { schur as realSchur } from "../lax/linalg/schur.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link schur}. */
export interface SchurOptions {
  /** The form of real numbers, the only one there is. */
  readonly output?: "real";
}

const readers: OptionReaders<SchurOptions> = { output: choiceOption("real") };

/**
 * The real Schur form of matrices a = z·t·zᵀ, on the host: t is upper triangular but for blocks of 2 by 2 on its diagonal, which belong to
 * pairs of conjugate eigenvalues, and z is orthogonal.
 *
 * @param a - `[..., n, n]`
 * @param options - the output alone, or {@link SchurOptions}.
 * @returns t and z: float[..., n, n]
 * @throws UsageError for matrices that are not square, and inside of compiled functions.
 * @example
 * import { array } from "@proj/array";
 * import { schur } from "@proj/array/linalg";
 * const [t, z] = schur(array([[1, 0], [0, 2]]));
 * t; // → [[1, 0], [0, 2]]
 */
export function schur(a: ArrayLike, options?: "real" | SchurOptions): readonly [t: NDArray, z: NDArray] {
  readPositionalOptions<SchurOptions>("schur", [options], ["output"], readers);
  return realSchur(squareMatrices("schur", a));
}
