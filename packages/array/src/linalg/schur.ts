import { choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { complexSchur, inComplex } from "../lax/linalg/complex-schur.ts";
import { schur as realSchur } from "../lax/linalg/schur.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link schur}. */
export interface SchurOptions {
  /** The form of real numbers (the default), or that of complex ones, which that of complex matrices is in any case. */
  readonly output?: "real" | "complex";
}

const readers: OptionReaders<SchurOptions> = { output: choiceOption("real", "complex") };

/**
 * The Schur form of matrices a = z·t·zᴴ, on the host: t is upper triangular and z unitary. The form of real numbers, t and z real, has
 * blocks of 2 by 2 on its diagonal, which belong to pairs of conjugate eigenvalues.
 *
 * @param a - `[..., n, n]`
 * @param options - the output alone, or {@link SchurOptions}.
 * @returns t and z: `[..., n, n]`
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { schur } from "@proj/array/linalg";
 * const [t, z] = schur(array([[1, 0], [0, 2]]));
 * t; // → [[1, 0], [0, 2]]
 */
export function schur(a: ArrayLike, options?: "real" | "complex" | SchurOptions): readonly [t: NDArray, z: NDArray] {
  const { output = "real" } = readPositionalOptions<SchurOptions>("schur", [options], ["output"], readers);
  const x = squareMatrices("schur", a);
  return output === "complex" || isComplex(x) ? complexSchur(inComplex(x)) : realSchur(x);
}
