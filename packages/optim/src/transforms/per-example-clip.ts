import { isnan, minimum, sqrt, tensordot, where, type NDArray } from "@proj/array";
import { booleanOption, readArgument, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { flattenWithPath, keyString } from "@proj/tree";
import { absSquare, beside, isTrainable, mapArrays, mapToState, total, trainableLeaves, wide } from "../arrays.ts";
import { power, scalarOption, times, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree } from "../transformation.ts";

/** Refuses gradients of which one has no axis of examples. */
function checkExamples(operation: string, grads: unknown): number {
  let count: number | null = null;
  for (const [path, leaf] of flattenWithPath(grads)[0]) {
    if (!isTrainable(leaf)) continue;
    count ??= leaf.shape[0] ?? null;
    if (leaf.ndim > 0 && leaf.shape[0] === count) continue;
    throw new UsageError({
      operation,
      received: `${leaf.describe()} at grads${keyString(path)}`,
      expected: "gradients of single examples, whose first axis counts them in all arrays",
      remedy: "take gradients of one example and map them: vmap(grad(loss), [null, 0])",
    });
  }
  return count ?? 0;
}

/** The factor by which each example shrinks. */
function shrinking(arrays: readonly NDArray[], bound: Scalar): NDArray {
  const squares = arrays.map(wide).map((g) => absSquare(g).reshape([g.shape[0]!, -1]).sum(1));
  const norms = sqrt(total(squares));
  const ratio = minimum(norms.pow(-1).mul(beside(bound, norms)), 1);
  return where(isnan(ratio), 1, ratio);
}

const weighted = (factors: NDArray, g: NDArray): NDArray => tensordot(beside(factors, g), g, 1);

/**
 * Shrinks the gradient of each example to a norm, and sums them over the examples: what differential privacy asks for (Abadi et al. 2016).
 *
 * @param grads - gradients of single examples, along a first axis.
 * @param l2NormClip - the largest norm of one example's gradient; a number or a scalar.
 * @returns the sum, and the number of examples that were shrunk.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { perExampleGlobalNormClip } from "@proj/optim";
 * const [sum, count] = perExampleGlobalNormClip(array([[3, 4], [0, 1]]), 1);
 * sum.toList(); // ≈ [0.6, 1.8]
 * count.item(); // → 1
 * ```
 */
export function perExampleGlobalNormClip<Grads>(
  grads: Grads,
  l2NormClip: Scalar,
): readonly [clippedSum: Grads, numClipped: NDArray] {
  const bound = readArgument("perExampleGlobalNormClip", "l2NormClip", l2NormClip, scalarOption);
  checkExamples("perExampleGlobalNormClip", grads);
  const factors = shrinking(trainableLeaves(grads), bound);
  const sum = mapArrays("perExampleGlobalNormClip", (g) => weighted(factors, g), grads);
  return [sum, factors.lt(1).sum({ dtype: "int32" })];
}

/** Options of {@link perExampleLayerNormClip}. */
export interface PerExampleLayerNormClipOptions {
  /** Whether all arrays share the norm equally, or by their numbers of elements; default true. */
  readonly uniform?: boolean;
}

const readers: OptionReaders<PerExampleLayerNormClipOptions> = { uniform: booleanOption };

/**
 * Like {@link perExampleGlobalNormClip}, with a norm for each array of its own (McMahan et al. 2018).
 *
 * @param grads - gradients of single examples, along a first axis.
 * @param globalL2NormClip - the largest norm of all arrays of an example together; a number or a scalar.
 * @param options - `uniform` (default true).
 * @returns the sums, and for each array the number of examples that were shrunk.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { perExampleLayerNormClip } from "@proj/optim";
 * const [sum] = perExampleLayerNormClip({ a: array([[3, 4]]), b: array([[0.5]]) }, Math.SQRT2);
 * sum.a.toList(); // ≈ [0.6, 0.8]
 * sum.b.toList(); // ≈ [0.5]
 * ```
 */
export function perExampleLayerNormClip<Grads>(
  grads: Grads,
  globalL2NormClip: Scalar,
  options?: PerExampleLayerNormClipOptions,
): readonly [clippedSum: Grads, numClipped: ArrayTree] {
  const operation = "perExampleLayerNormClip";
  const bound = readArgument(operation, "globalL2NormClip", globalL2NormClip, scalarOption);
  const { uniform = true } = readOptions(operation, options, readers);
  checkExamples(operation, grads);
  const arrays = trainableLeaves(grads);
  const elements = (g: NDArray): number => g.size / g.shape[0]!;
  const all = arrays.reduce((sum, g) => sum + elements(g), 0);
  const factorsOf = (g: NDArray): NDArray =>
    shrinking([g], times(bound, power(uniform ? 1 / arrays.length : elements(g) / all, 0.5)));
  return [
    mapArrays(operation, (g) => weighted(factorsOf(g), g), grads),
    mapToState(operation, (g) => factorsOf(g).lt(1).sum({ dtype: "int32" }), grads),
  ];
}
