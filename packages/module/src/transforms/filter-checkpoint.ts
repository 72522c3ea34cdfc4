import {
  booleanOption,
  functionOption,
  nullableOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { checkpoint, type CheckpointOptions, type CheckpointPolicy } from "@proj/autodiff";
import { hideStatic, revealStatic } from "./static-leaf.ts";

const readers: OptionReaders<CheckpointOptions> = {
  policy: nullableOption(functionOption<CheckpointPolicy>()),
  preventCse: booleanOption,
};

/**
 * A function of any trees whose intermediate values are not kept for the way back but computed again: less memory for more
 * time. Results that are no arrays pass through.
 *
 * @param f - the function.
 * @param options - what is kept all the same, as for `checkpoint`.
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
  options?: CheckpointOptions,
): (...args: Args) => Result {
  readArgument("filterCheckpoint", "f", f, functionOption());
  const read = readOptions("filterCheckpoint", options, readers);
  const recomputed = checkpoint((...args: Args): unknown => hideStatic(f(...args)), read);
  return (...args) => revealStatic(recomputed(...args)) as Result;
}
