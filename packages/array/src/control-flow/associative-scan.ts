import {
  booleanOption,
  functionOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { axisOption } from "../core/options.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { checkSameStructure, flattenArrays } from "../staging/array-leaves.ts";

/** Options of {@link associativeScan}. */
export interface AssociativeScanOptions {
  /** Combine from the last element to the first. Default false. */
  readonly reverse?: boolean;
  /** The axis along which the elements lie; negative axes count from the end. Default 0. */
  readonly axis?: number;
}

const readers: OptionReaders<AssociativeScanOptions> = { reverse: booleanOption, axis: axisOption };

type Combine = (left: readonly NDArray[], right: readonly NDArray[]) => readonly NDArray[];

/** Every `step`-th element from `start` to before `limit` along an axis. */
function cut(x: NDArray, axis: number, start: number, limit: number, step = 1): NDArray {
  return bind("slice", [x], {
    start: x.shape.map((_, k) => (k === axis ? start : 0)),
    limit: x.shape.map((length, k) => (k === axis ? Math.max(start, limit) : length)),
    strides: x.shape.map((_, k) => (k === axis ? step : 1)),
  })[0];
}

const join = (parts: readonly NDArray[], axis: number): NDArray => bind("concatenate", parts, { dimension: axis })[0];
const reshape = (x: NDArray, shape: readonly number[]): NDArray => bind("reshape", [x], { shape })[0];

/** `even[0], odd[0], even[1], odd[1], …`; `even` may have one element more. */
function interleave(even: NDArray, odd: NDArray, axis: number): NDArray {
  const pairs = odd.shape[axis]!;
  const split = [...odd.shape.slice(0, axis + 1), 1, ...odd.shape.slice(axis + 1)];
  const zipped = join([reshape(cut(even, axis, 0, pairs), split), reshape(odd, split)], axis + 1);
  const merged = reshape(zipped, odd.shape.with(axis, 2 * pairs));
  return even.shape[axis]! > pairs ? join([merged, cut(even, axis, pairs, pairs + 1)], axis) : merged;
}

/** Combines neighbours, scans the half as many results, and fills in the even places from them. */
function scanElements(combine: Combine, elements: readonly NDArray[], axis: number): readonly NDArray[] {
  const length = elements[0]!.shape[axis]!;
  if (length < 2) return elements;
  const every2nd = (start: number, limit: number) => elements.map((x) => cut(x, axis, start, limit, 2));
  const paired = length - (length % 2);
  const odd = scanElements(combine, combine(every2nd(0, paired), every2nd(1, paired)), axis);
  const numRest = Math.ceil(length / 2) - 1;
  const first = elements.map((x) => cut(x, axis, 0, 1));
  const rest =
    numRest === 0
      ? null
      : combine(
          odd.map((x) => cut(x, axis, 0, numRest)),
          every2nd(2, length),
        );
  return odd.map((x, k) => interleave(rest === null ? first[k]! : join([first[k]!, rest[k]!], axis), x, axis));
}

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
  const flip = (xs: readonly NDArray[]) =>
    reverse ? xs.map((x) => bind("reverse", [x], { dimensions: [axis] })[0]) : xs;
  const flat: Combine = (left, right) => {
    const [a, b] = [treedef.unflatten(left) as T, treedef.unflatten(right) as T];
    const result = flattenArrays("associativeScan", "result", combine(a, b));
    checkSameStructure("associativeScan", "result", treedef, result.treedef, "return a tree like the arguments");
    return result.arrays;
  };
  return treedef.unflatten(flip(scanElements(flat, flip(arrays), axis))) as T;
}
