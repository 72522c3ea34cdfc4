import { readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, normOf } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** The constants of {@link normalizeByUpdateNorm}. */
export interface NormalizeByUpdateNormOptions {
  /** The norm that updates get; default 1. */
  readonly scaleFactor?: Scalar;
  /** Added to their norm; default 1e-6. */
  readonly eps?: Scalar;
}

const readers: OptionReaders<NormalizeByUpdateNormOptions> = scalars("scaleFactor", "eps");

/**
 * Divides all updates by their norm, taken together.
 *
 * @param options - see {@link NormalizeByUpdateNormOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { normalizeByUpdateNorm } from "@proj/optim";
 * const { init, update } = normalizeByUpdateNorm({ scaleFactor: 10 });
 * update(array([3, 4]), init(null))[0].toList(); // ≈ [6, 8]
 * ```
 */
export function normalizeByUpdateNorm(options?: NormalizeByUpdateNormOptions): GradientTransformation<EmptyState> {
  const { scaleFactor = 1, eps = 1e-6 } = readOptions("normalizeByUpdateNorm", options, readers);
  return stateless((updates) => {
    const norm = normOf(updates);
    const size = norm.add(beside(eps, norm)).div(beside(scaleFactor, norm));
    return mapArrays("normalizeByUpdateNorm", (g) => g.div(beside(size, g)), updates);
  });
}
