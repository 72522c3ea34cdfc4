import { functionOption, readArgument } from "@proj/array/core";
import { checkpoint } from "@proj/autodiff";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/**
 * A function of any trees whose intermediate values are not kept for the way back but computed again: less memory for more
 * time. Results that are no arrays pass through.
 *
 * @param f - the function.
 * @returns the function with the same values and derivatives.
 * @example
 * import { array, nn, sum, type NDArray } from "@proj/array";
 * import { filterCheckpoint, filterGrad, Lambda } from "@proj/module";
 * const step = filterCheckpoint((layer: Lambda, x: NDArray) => layer.call(layer.call(x)));
 * const loss = (x: NDArray) => sum(step(Lambda.init(nn.relu), x));
 * filterGrad(loss)(array([-1, 2])).toList(); // → [0, 1]
 */
export function filterCheckpoint<Args extends readonly unknown[], Result>(
  f: (...args: Args) => Result,
): (...args: Args) => Result {
  readArgument("filterCheckpoint", "f", f, functionOption());
  const recomputed = checkpoint((...args: Args): unknown => hideStatic(f(...args)));
  return (...args) => revealStatic(recomputed(...args)) as Result;
}
