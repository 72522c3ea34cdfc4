import { clip as clipped, maximum, sqrt, where, type NDArray } from "@proj/array";
import { convert, readArgument } from "@proj/array/core";
import { absSquare, beside, mapArrays, normOf, realDType, trainableLeaves, wide, wideSquaredNorm } from "../arrays.ts";
import { minus, scalarOption, type Scalar } from "../hyperparameters.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * The Euclidean norm of all arrays of a tree taken together; a float scalar, of halves a half.
 *
 * @param tree - any tree; leaves that are not arrays of floats do not count.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { globalNorm } from "@proj/optim";
 * globalNorm({ a: array([3]), b: array([4]), name: "net" }).item(); // → 5
 * ```
 */
export function globalNorm(tree: unknown): NDArray {
  return normOf(tree);
}

/**
 * Clips every element to the range from `-maxDelta` to `maxDelta`.
 *
 * @param maxDelta - the largest magnitude that stays; a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { clip } from "@proj/optim";
 * const { init, update } = clip(1);
 * update(array([0.5, -3]), init(null))[0].toList(); // → [0.5, -1]
 * ```
 */
export function clip(maxDelta: Scalar): GradientTransformation<EmptyState> {
  const bound = readArgument("clip", "maxDelta", maxDelta, scalarOption);
  return stateless((updates) =>
    mapArrays("clip", (g) => clipped(g, beside(minus(bound), g), beside(bound, g)), updates),
  );
}

/**
 * Shrinks all gradients together when their {@link globalNorm} is `maxNorm` or more, to that norm; smaller ones stay (Pascanu et al. 2013).
 *
 * @param maxNorm - the largest norm that stays; a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { clipByGlobalNorm } from "@proj/optim";
 * const { init, update } = clipByGlobalNorm(1);
 * const gradients = { a: array([3]), b: array([4]), frozen: null };
 * update(gradients, init(gradients))[0].b.toList(); // ≈ [0.8]
 * ```
 */
export function clipByGlobalNorm(maxNorm: Scalar): GradientTransformation<EmptyState> {
  const bound = readArgument("clipByGlobalNorm", "maxNorm", maxNorm, scalarOption);
  return stateless((updates) => {
    const norm = sqrt(wideSquaredNorm(trainableLeaves(updates)));
    const small = norm.lt(beside(bound, norm));
    const shrunk = (g: NDArray): NDArray => {
      const divided = wide(g);
      return convert(divided.div(convert(norm, realDType(divided))).mul(beside(bound, divided)), g.dtype);
    };
    return mapArrays("clipByGlobalNorm", (g) => where(small, g, shrunk(g)), updates);
  });
}

/**
 * Shrinks each array on its own whose root mean square is above a threshold, to that threshold (Shazeer & Stern 2018).
 *
 * @param threshold - the largest root mean square that stays; a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { clipByBlockRms } from "@proj/optim";
 * const { init, update } = clipByBlockRms(1);
 * update({ a: array([2, -2]), b: array([0.5]) }, init(null))[0].a.toList(); // → [1, -1]
 * ```
 */
export function clipByBlockRms(threshold: Scalar): GradientTransformation<EmptyState> {
  const largest = readArgument("clipByBlockRms", "threshold", threshold, scalarOption);
  return stateless((updates) =>
    mapArrays(
      "clipByBlockRms",
      (g) => {
        const rms = sqrt(absSquare(g).mean());
        return g.div(maximum(rms.div(beside(largest, rms)), 1));
      },
      updates,
    ),
  );
}
