import { where, type NDArray } from "@proj/array";
import { integerOption, readArgument } from "@proj/array/core";
import { mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { increment, noSteps } from "../hyperparameters.ts";
import type { ArrayTree, CountState, GradientTransformation } from "../transformation.ts";

/** The sum of gradients since the last step that was made. */
export interface ApplyEvery extends CountState {
  readonly gradAcc: ArrayTree;
}

/**
 * Sums gradients and lets the sum pass at every k-th step; zeros otherwise.
 *
 * @param k - the number of steps; default 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyEvery } from "@proj/optim";
 * const { init, update } = applyEvery(2);
 * const [first, state] = update(array([1]), init(array([0])));
 * first.toList(); // → [0]
 * update(array([3]), state)[0].toList(); // → [4]
 * ```
 */
export function applyEvery(k = 1): GradientTransformation<ApplyEvery> {
  const period = readArgument("applyEvery", "k", k, integerOption(1));
  return {
    init: (params) => ({ count: noSteps(), gradAcc: zerosLike(params) }),
    update(updates, state) {
      const place: NDArray = state.count.mod(period);
      const gradAcc = mapToState("applyEvery", (g, sum) => where(place.eq(0), 0, sum).add(g), updates, {
        gradAcc: state.gradAcc,
      });
      const emits = place.eq(period - 1);
      const step = mapArrays("applyEvery", (_, sum) => where(emits, sum, 0), updates, { gradAcc });
      return [step, { count: increment(state.count).mod(period), gradAcc }];
    },
  };
}
