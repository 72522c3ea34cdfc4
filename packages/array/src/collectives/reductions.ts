import type { Mapped } from "@proj/tree";
import { bind, type NamedAxis } from "../core/trace.ts";
import { floatOf, isInexact } from "../core/types/dtype.ts";
import { div } from "../lax/binary.ts";
import { convertElementType } from "../lax/elementwise.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { reduceMax, reduceMin, reduceSum } from "../lax/reduction.ts";
import { exchange } from "./exchange.ts";
import { checkGroups, gatheredInGroup, membersOfGroup, readGroups, type GroupOptions, type Groups } from "./groups.ts";
import { extrema, psumRules } from "./rules.ts";
import { collect, ownIndex, type AxisNames } from "./named-axes.ts";

const total = (x: NDArray, axes: readonly NamedAxis[]): NDArray =>
  axes.reduce((partial, { name: axisName }) => bind("psum", [partial], { axisName, rules: psumRules })[0], x);

/** An extremum over one axis after the other. */
export const extremum = (name: "pmax" | "pmin", x: NDArray, axes: readonly NamedAxis[]): NDArray =>
  axes.reduce((partial, { name: axisName }) => bind(name, [partial], { axisName, rules: extrema[name] })[0], x);

/** The sum over all members, or over those of the own group. */
export function summed(operation: string, x: NDArray, axes: readonly NamedAxis[], groups: Groups | null): NDArray {
  if (groups === null) return total(x, axes);
  const forward = (value: NDArray, own: NDArray): NDArray => reduceSum(gatheredInGroup(value, axes, groups, own), [0]);
  return exchange(operation, x, axes, groups, { kind: "allReduce" }, forward, (cotangent) =>
    summed(operation, cotangent, axes, groups),
  );
}

/** The groups that options name, if they do. */
function groupsOf(operation: string, options: GroupOptions | undefined, axes: readonly NamedAxis[]): Groups | null {
  const groups = readGroups(operation, options);
  return groups === null ? null : checkGroups(operation, groups, axes);
}

/** Booleans as the integers that they are counted as. */
export const numeric = (x: NDArray): NDArray => (x.dtype === "bool" ? convertElementType(x, "int32") : x);

/**
 * The sum over all members of a named axis, the same for each.
 *
 * @param x - a tree of arrays; a value that all members share counts once for each.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link GroupOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, and for groups that do not have each member once.
 * @example
 * import { array } from "@proj/array";
 * import { psum } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * const normalise = vmap((x) => x.div(psum(x, "i")), { axisName: "i" });
 * normalise(array([1, 3])).toList(); // → [0.25, 0.75]
 */
export function psum<T>(x: T, axisName: AxisNames, options?: GroupOptions): Mapped<T, NDArray> {
  return collect("psum", x, axisName, (array, axes) =>
    summed("psum", numeric(array), axes, groupsOf("psum", options, axes)),
  );
}

/**
 * The mean over all members of a named axis, the same for each; of integers it is a float.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link GroupOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, and for groups that do not have each member once.
 * @example
 * import { array } from "@proj/array";
 * import { pmean } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.sub(pmean(x, "i")), { axisName: "i" })(array([1, 3])).toList(); // → [-1, 1]
 */
export function pmean<T>(x: T, axisName: AxisNames, options?: GroupOptions): Mapped<T, NDArray> {
  return collect("pmean", x, axisName, (array, axes) => {
    const inexact = isInexact(array.dtype) ? array : convertElementType(array, floatOf(array.dtype));
    const groups = groupsOf("pmean", options, axes);
    return div(summed("pmean", inexact, axes, groups), membersOfGroup(axes, groups));
  });
}

/**
 * The largest value among all members of a named axis, elementwise.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link GroupOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, and for groups that do not have each member once.
 * @example
 * import { array } from "@proj/array";
 * import { pmax } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pmax(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [3, 3]
 */
export function pmax<T>(x: T, axisName: AxisNames, options?: GroupOptions): Mapped<T, NDArray> {
  return collect("pmax", x, axisName, (array, axes) => {
    const groups = groupsOf("pmax", options, axes);
    if (groups === null) return extremum("pmax", array, axes);
    return reduceMax(gatheredInGroup(array, axes, groups, ownIndex(axes)), [0]);
  });
}

/**
 * The smallest value among all members of a named axis, elementwise.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link GroupOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, and for groups that do not have each member once.
 * @example
 * import { array } from "@proj/array";
 * import { pmin } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pmin(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [1, 1]
 */
export function pmin<T>(x: T, axisName: AxisNames, options?: GroupOptions): Mapped<T, NDArray> {
  return collect("pmin", x, axisName, (array, axes) => {
    const groups = groupsOf("pmin", options, axes);
    if (groups === null) return extremum("pmin", array, axes);
    return reduceMin(gatheredInGroup(array, axes, groups, ownIndex(axes)), [0]);
  });
}
