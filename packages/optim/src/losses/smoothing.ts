import type { ArrayLike, NDArray } from "@proj/array";
import { arrayOption, normalizeAxes, readArgument, readOptions, toArray } from "@proj/array/core";
import { floats, reductionReaders, type ReductionOptions } from "./operands.ts";

/**
 * Labels with a part of their weight spread over all classes: (1 - alpha) · labels + alpha / n (Müller et al. 2019).
 *
 * @param labels - float[..., n]: ones among zeros.
 * @param alpha - the part that is spread.
 * @param options - `axis` of the classes (default -1), `where`: which classes count.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { smoothLabels } from "@proj/optim/losses";
 * smoothLabels(array([1, 0]), 0.1).toList(); // ≈ [0.95, 0.05]
 * ```
 */
export function smoothLabels(labels: ArrayLike, alpha: ArrayLike, options?: ReductionOptions): NDArray {
  const operation = "smoothLabels";
  const { axis = -1, where = null } = readOptions(operation, options, reductionReaders);
  const x = floats(operation, "labels", labels);
  const part = toArray(readArgument(operation, "alpha", alpha, arrayOption));
  const rest = x.mul(part.neg().add(1));
  if (where !== null) return rest.add(part.div(toArray(where).sum({ axis, keepdims: true })));
  const classes = normalizeAxes(axis, x.ndim, operation).reduce((count, k) => count * x.shape[k]!, 1);
  return rest.add(part.div(classes));
}
