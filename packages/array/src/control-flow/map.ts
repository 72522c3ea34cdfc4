import {
  functionOption,
  integerOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { scan } from "./scan.ts";
import { rows } from "./unroll.ts";

/** Options of {@link map}. */
export interface MapOptions {
  /** How many slices are computed at once, by `vmap`; 0 for all. Default: one after the other. */
  readonly batchSize?: number;
  /** `vmap` of `@proj/autodiff`, with which slices are computed at once; needed with `batchSize`. */
  readonly vmap?: <X>(f: (x: X) => unknown) => (xs: X) => unknown;
}

const readers: OptionReaders<MapOptions> = {
  batchSize: integerOption(0),
  vmap: functionOption<NonNullable<MapOptions["vmap"]>>(),
};

/**
 * Applies a function to each slice of arrays along their first axis, one after the other, and stacks the results.
 *
 * Memory for one slice at a time is enough, unlike under `vmap`, which computes all slices at once and is faster where
 * memory allows. Between the two lie batches, of `batchSize` slices each.
 *
 * @param f - from one slice of `xs` to a tree of arrays.
 * @param xs - a tree of arrays with one common length of their first axes.
 * @param options - see {@link MapOptions}.
 * @returns the results, stacked along a new first axis.
 * @throws UsageError when lengths differ, or when `batchSize` is given without `vmap`.
 * @example
 * import { array, map, type NDArray } from "@proj/array";
 * map((row: NDArray) => row.sum(), array([[1, 2], [3, 4]])).toList(); // → [3, 7]
 */
export function map<X, Y>(f: (x: X) => Y, xs: X, options?: MapOptions): Y {
  readArgument("map", "f", f, functionOption());
  const { batchSize, vmap } = readOptions("map", options, readers);
  if (batchSize === undefined) return scan((_: null, x: X) => [null, f(x)] as const, null, xs)[1];
  if (vmap === undefined) {
    throw new UsageError({
      operation: "map",
      received: `batchSize ${batchSize} without vmap`,
      expected: "the function that computes several slices at once",
      remedy: 'import { vmap } from "@proj/autodiff", and pass { batchSize, vmap }',
    });
  }
  const batched = vmap(f) as (xs: X) => Y;
  const { arrays, treedef } = flattenArrays("map", "xs", xs);
  const length = arrays[0]?.shape[0] ?? 0;
  const whole = batchSize === 0 ? 0 : length - (length % batchSize);
  const part = (change: (x: NDArray) => NDArray): X => treedef.unflatten(arrays.map(change)) as X;
  const reshape = (x: NDArray, shape: readonly number[]): NDArray => bind("reshape", [x], { shape })[0];
  const rest = (): Y => batched(part((x) => rows(x, whole, length)));
  if (whole === 0) return rest();
  const groups = part((x) => reshape(rows(x, 0, whole), [whole / batchSize, batchSize, ...x.shape.slice(1)]));
  const grouped = flattenArrays("map", "result", scan((_: null, x: X) => [null, batched(x)] as const, null, groups)[1]);
  const first = grouped.arrays.map((y) => reshape(y, [whole, ...y.shape.slice(2)]));
  if (whole === length) return grouped.treedef.unflatten(first) as Y;
  const last = flattenArrays("map", "result", rest()).arrays;
  return grouped.treedef.unflatten(first.map((y, k) => bind("concatenate", [y, last[k]!], { dimension: 0 })[0])) as Y;
}
