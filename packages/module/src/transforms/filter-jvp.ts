import { UsageError, type NDArray } from "@proj/array";
import { anyOption, functionOption, isNDArray, listOption, readArgument } from "@proj/array/core";
import { jvp } from "@proj/autodiff";
import { flatten, keyString, map } from "@proj/tree";
import { isInexactArray } from "../predicates.ts";
import { dropStatic, hideStatic, revealStatic } from "./static-leaf.ts";

/**
 * Forward-mode derivative of a function of any trees: its value, and how it changes where the arguments change.
 *
 * @param f - from any trees to any tree.
 * @param primals - the list of arguments.
 * @param tangents - how each argument changes: a tree like it, with `null` for leaves that do not change; leaves that are no
 *   arrays of real numbers cannot.
 * @returns the value, and its tangent: a tree like it, with `null` for leaves that are no arrays of real numbers.
 * @throws UsageError for tangents of leaves that have none, or of other shapes.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterJvp } from "@proj/module";
 * const scale = (m: { by: NDArray; name: string }, x: NDArray) => m.by.mul(x);
 * const [y, dy] = filterJvp(scale, [{ by: array(3), name: "m" }, array(2)], [{ by: array(1), name: null }, null]);
 * [y.item(), dy.item()]; // → [6, 2]
 */
export function filterJvp<Args extends readonly unknown[] | [], Result>(
  f: (...args: Args) => Result,
  primals: Args,
  tangents: readonly unknown[],
): [result: Result, tangent: Result] {
  const operation = "filterJvp";
  readArgument(operation, "f", f, functionOption());
  readArgument(operation, "primals", primals, listOption(anyOption<unknown>()));
  readArgument(operation, "tangents", tangents, listOption(anyOption<unknown>()));
  const [leaves, treedef] = flatten(primals as unknown, undefined);
  const given: unknown[] = [];
  map((_: unknown, tangent: unknown) => given.push(tangent), primals as unknown, tangents);
  leaves.forEach((leaf, i) => {
    if (given[i] !== null && !isInexactArray(leaf)) throw noTangent(keyString(treedef.paths()[i]!), leaf);
  });
  const places = leaves.flatMap((_, i) => (given[i] === null ? [] : [i]));
  const changing = (...arrays: readonly NDArray[]): Result => {
    const all = [...leaves];
    places.forEach((place, k) => (all[place] = arrays[k]));
    return hideStatic(f(...(treedef.unflatten(all) as Args)));
  };
  const [result, tangent] = jvp(changing, places.map((i) => leaves[i]) as NDArray[], places.map((i) => given[i]) as NDArray[]); // prettier-ignore
  return [revealStatic(result), dropStatic(tangent) as Result];
}

function noTangent(path: string, leaf: unknown): UsageError {
  return new UsageError({
    operation: "filterJvp",
    received: `a tangent for ${isNDArray(leaf) ? leaf.describe() : typeof leaf} at primals${path}`,
    expected: "null for leaves that are no arrays of real numbers",
    remedy: "write null there, or make the leaf an array of floats",
  });
}
