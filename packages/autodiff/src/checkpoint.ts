import type { NDArray } from "@proj/array";
import {
  bind,
  booleanOption,
  flattenArrays,
  functionOption,
  isNDArray,
  nullableOption,
  readArgument,
  readOptions,
  stage,
  type CheckpointPolicy,
  type OptionReaders,
} from "@proj/array/core";
import { reverseCheckpoint } from "./linearize-checkpoint.ts";
import { flatten, type Mapped, type TreeDef } from "@proj/tree";

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** What is kept although it could be computed again, as `checkpointPolicies` has them; `null`, the default, for nothing. */
  readonly policy?: CheckpointPolicy | null;
  /**
   * Whether compilers are kept from finding out that something was computed before, and so from keeping it after all. Default
   * true; false is as good where the function is the step of a loop, and lets more be merged.
   */
  readonly preventCse?: boolean;
}

const readers: OptionReaders<CheckpointOptions> = {
  policy: nullableOption(functionOption<CheckpointPolicy>()),
  preventCse: booleanOption,
};

/**
 * The same function, whose intermediate values are not kept for the way back but computed again: less memory for more time.
 *
 * Reverse mode keeps only the arguments. A chain of n steps that are each checkpointed keeps n arguments instead of all that
 * happens inside the steps.
 *
 * @param f - a function of trees; leaves that are not arrays (numbers, strings, functions) are passed as they are.
 * @param options - see {@link CheckpointOptions}.
 * @returns the function with the same values and derivatives.
 * @throws UsageError if `f` is not a function.
 * @example
 * import { array, sin } from "@proj/array";
 * import { checkpoint, grad } from "@proj/autodiff";
 * const step = checkpoint((x) => sin(sin(x)));
 * grad(step)(array(0)).item(); // → 1
 */
export function checkpoint<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  options?: CheckpointOptions,
): (...args: Args) => Mapped<R, NDArray> {
  readArgument("checkpoint", "f", f, functionOption());
  const { policy = null, preventCse = true } = readOptions("checkpoint", options, readers);
  return (...args) => {
    const [leaves, treedef] = flatten<unknown>(args);
    const arrays = leaves.filter((leaf): leaf is NDArray => isNDArray(leaf));
    let resultTree: TreeDef | null = null;
    const { jaxpr, consts } = stage(
      (traced) => {
        let next = 0;
        const all = leaves.map((leaf) => (isNDArray(leaf) ? traced[next++] : leaf));
        const result = flattenArrays("checkpoint", "result", f(...(treedef.unflatten(all) as Args)));
        resultTree = result.treedef;
        return result.arrays;
      },
      arrays.map(({ aval }) => aval),
      "checkpoint",
    );
    return resultTree!.unflatten(
      bind("checkpoint", [...consts, ...arrays], { jaxpr, policy, preventCse, reverse: reverseCheckpoint }),
    ) as Mapped<R, NDArray>;
  };
}
