import { isfinite, logicalAnd, logicalOr, where, zerosLike, type NDArray } from "@proj/array";
import { integerOption, readArgument, scalar } from "@proj/array/core";
import { condTrees, mapArrays, trainableLeaves } from "../arrays.ts";
import { increment, noSteps, transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

/** What came in so far, and the state of the transformation that was spared it. */
export interface ApplyIfFiniteState<Inner> {
  /** Steps in a row that were not finite. */
  readonly notfiniteCount: NDArray;
  readonly lastFinite: NDArray;
  /** All steps that were not finite. */
  readonly totalNotfinite: NDArray;
  readonly innerState: Inner;
}

/** Whether all elements of all arrays are finite. */
const allFinite = (tree: unknown): NDArray =>
  trainableLeaves(tree).reduce((all, g) => logicalAnd(all, isfinite(g).all()), scalar(1, "bool"));

/**
 * Skips steps whose gradients are not finite: updates are zeros and the state stays, unless too many came in a row.
 *
 * @param inner - the transformation.
 * @param maxConsecutiveErrors - how many are skipped in a row; the next one is made.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyIfFinite, sgd } from "@proj/optim";
 * const { init, update } = applyIfFinite(sgd(0.5), 3);
 * const [updates, state] = update(array([NaN]), init(array([0])));
 * updates.toList(); // → [0]
 * state.notfiniteCount.item(); // → 1
 * ```
 */
export function applyIfFinite<Inner>(
  inner: GradientTransformation<Inner>,
  maxConsecutiveErrors: number,
): GradientTransformation<ApplyIfFiniteState<Inner>> {
  readArgument("applyIfFinite", "inner", inner, transformationOption);
  const most = readArgument("applyIfFinite", "maxConsecutiveErrors", maxConsecutiveErrors, integerOption(0));
  return {
    init: (params) => ({
      notfiniteCount: noSteps(),
      lastFinite: scalar(1, "bool"),
      totalNotfinite: noSteps(),
      innerState: inner.init(params),
    }),
    update(updates, state, params, extra) {
      const lastFinite = allFinite(updates);
      const notfiniteCount = where(lastFinite, noSteps(), increment(state.notfiniteCount));
      const totalNotfinite = where(lastFinite, state.totalNotfinite, increment(state.totalNotfinite));
      const [step, innerState] = condTrees(
        logicalOr(lastFinite, notfiniteCount.gt(most)),
        () => inner.update(updates, state.innerState, params, extra),
        () => [mapArrays("applyIfFinite", (g) => zerosLike(g), updates), state.innerState] as const,
      );
      return [step, { notfiniteCount, lastFinite, totalNotfinite, innerState }];
    },
  };
}
