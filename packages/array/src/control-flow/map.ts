import { functionOption, readArgument } from "@proj/tree/core";
import { scan } from "./scan.ts";

/**
 * Applies a function to each slice of arrays along their first axis, one after the other, and stacks the results.
 *
 * Memory for one slice at a time is enough, unlike under `vmap`, which computes all slices at once and is faster where
 * memory allows.
 *
 * @param f - from one slice of `xs` to a tree of arrays.
 * @param xs - a tree of arrays with one common length of their first axes.
 * @returns the results, stacked along a new first axis.
 * @throws UsageError when lengths differ.
 * @example
 * import { array, map, type NDArray } from "@proj/array";
 * map((row: NDArray) => row.sum(), array([[1, 2], [3, 4]])).toList(); // → [3, 7]
 */
export function map<X, Y>(f: (x: X) => Y, xs: X): Y {
  readArgument("map", "f", f, functionOption());
  return scan((_: null, x: X) => [null, f(x)] as const, null, xs)[1];
}
