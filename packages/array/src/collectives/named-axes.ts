import type { Mapped } from "@proj/tree";
import { listOption, readArgument, textOption, UsageError, type OptionReader } from "@proj/tree/core";
import { bind, namedAxis, type NamedAxis } from "../core/trace.ts";
import { sizeOf } from "../core/types/shape.ts";
import { add, mul } from "../lax/binary.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { axisIndexRules } from "./rules.ts";

/** The `axisName` of an enclosing `vmap`, or of several, the slowest first. */
export type AxisNames = string | readonly string[];

const namesOption: OptionReader<readonly string[]> = (value, place) =>
  typeof value === "string" ? [value] : listOption(textOption)(value, place);

/** The axes of some names, of which there is at least one. */
export function axesNamed(operation: string, axisName: AxisNames): readonly NamedAxis[] {
  const names = readArgument(operation, "axisName", axisName, namesOption);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new UsageError({
      operation,
      received: `the axis names ${JSON.stringify(names)}`,
      expected: "at least one name, each once",
      remedy: "correct the list",
    });
  }
  return names.map((name) => {
    const axis = namedAxis(name);
    if (axis !== null) return axis;
    throw new UsageError({
      operation,
      received: `the axis name ${JSON.stringify(name)}, which no enclosing vmap has`,
      expected: "the axisName of a vmap around this call",
      remedy: `wrap the function: vmap(f, { axisName: ${JSON.stringify(name)} })`,
    });
  });
}

/** Applies a collective to every leaf of a tree. */
export function collect<T>(
  operation: string,
  x: T,
  axisName: AxisNames,
  each: (array: NDArray, axes: readonly NamedAxis[]) => NDArray,
): Mapped<T, NDArray> {
  const axes = axesNamed(operation, axisName);
  const { arrays, treedef } = flattenArrays(operation, "x", x);
  return treedef.unflatten(arrays.map((array) => each(array, axes))) as Mapped<T, NDArray>;
}

/** How many members there are along all axes together. */
export const membersOf = (axes: readonly NamedAxis[]): number => sizeOf(axes.map(({ size }) => size));

/** The position of the member along all axes together. */
export const ownIndex = (axes: readonly NamedAxis[]): NDArray =>
  axes
    .map(({ name }) => bind("axisIndex", [], { axisName: name, rules: axisIndexRules })[0])
    .reduce((index, next, k) => add(mul(index, axes[k]!.size), next));

/**
 * The number of members along a named axis, or along several together.
 *
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { axisSize } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.mul(axisSize("batch")), { axisName: "batch" })(array([1, 2, 3])).toList(); // → [3, 6, 9]
 */
export function axisSize(axisName: AxisNames): number {
  return membersOf(axesNamed("axisSize", axisName));
}

/**
 * The position of the member along a named axis, or along several together: an int32 scalar.
 *
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them, the slowest first.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { axisIndex } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.add(axisIndex("i")), { axisName: "i" })(array([10, 20])).toList(); // → [10, 21]
 */
export function axisIndex(axisName: AxisNames): NDArray {
  return ownIndex(axesNamed("axisIndex", axisName));
}
