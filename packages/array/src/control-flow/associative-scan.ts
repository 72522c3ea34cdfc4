import {
  booleanOption,
  functionOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { axisOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { checkSameStructure, flattenArrays } from "../staging/array-leaves.ts";
import { runningCombinations, type Combine } from "./running-combinations.ts";

/** Options of {@link associativeScan}. */
export interface AssociativeScanOptions {
  /** Combine from the last element to the first. Default false. */
  readonly reverse?: boolean;
  /** The axis along which the elements lie; negative axes count from the end. Default 0. */
  readonly axis?: number;
}

const readers: OptionReaders<AssociativeScanOptions> = { reverse: booleanOption, axis: axisOption };

/**
 * All running combinations of elements under an associative function, in logarithmically many steps.
 *
 * @param combine - associative, and vectorised: from two trees of arrays that hold elements along `axis` to one. It is called
 *   with many elements at once.
 * @param elements - a tree of arrays with one common length along `axis`.
 * @param options - see {@link AssociativeScanOptions}.
 * @returns a tree like `elements`: `e₀, e₀∘e₁, e₀∘e₁∘e₂, …`.
 * @throws UsageError when lengths differ, or when `combine` changes structure.
 * @example
 * import { array, associativeScan } from "@proj/array";
 * associativeScan((a, b) => a.mul(b), array([1, 2, 3, 4])).toList(); // → [1, 2, 6, 24]
 */
export function associativeScan<T>(combine: (left: T, right: T) => T, elements: T, given?: AssociativeScanOptions): T {
  readArgument("associativeScan", "combine", combine, functionOption());
  const options = readOptions("associativeScan", given, readers);
  const { arrays, treedef } = flattenArrays("associativeScan", "elements", elements);
  const [first] = arrays;
  if (first === undefined) return elements;
  const reverse = options.reverse ?? false;
  const axes = arrays.map((x) => normalizeAxis(options.axis ?? 0, x.ndim, "associativeScan"));
  const axis = axes[0]!;
  if (!arrays.every((x, k) => axes[k] === axis && x.shape[axis] === first.shape[axis])) {
    throw new UsageError({
      operation: "associativeScan",
      received: `${arrays.map((x) => x.describe()).join(", ")} along axis ${options.axis ?? 0}`,
      expected: "one length along one axis",
      remedy: "broadcast the arrays so that they agree along the axis",
    });
  }
  const flat: Combine = (left, right) => {
    const [a, b] = [treedef.unflatten(left) as T, treedef.unflatten(right) as T];
    const result = flattenArrays("associativeScan", "result", combine(a, b));
    checkSameStructure("associativeScan", "result", treedef, result.treedef, "return a tree like the arguments");
    return result.arrays;
  };
  return treedef.unflatten(runningCombinations(flat, arrays, axis, reverse)) as T;
}
