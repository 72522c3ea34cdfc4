import type { Mapped } from "@proj/tree";
import { readArgument, textOption, UsageError } from "@proj/tree/core";
import { bind, namedAxis, type NamedAxis } from "../core/trace.ts";
import { floatOf, isFloat } from "../core/types/dtype.ts";
import { div } from "../lax/binary.ts";
import { convertElementType } from "../lax/elementwise.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays } from "../staging/array-leaves.ts";

/**
 * The number of members along a named axis.
 *
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { axisSize } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.mul(axisSize("batch")), { axisName: "batch" })(array([1, 2, 3])).toList(); // → [3, 6, 9]
 */
export function axisSize(axisName: string): number {
  return axisNamed("axisSize", axisName).size;
}

function axisNamed(operation: string, axisName: string): NamedAxis {
  const axis = namedAxis(readArgument(operation, "axisName", axisName, textOption));
  if (axis !== null) return axis;
  throw new UsageError({
    operation,
    received: `the axis name ${JSON.stringify(axisName)}, which no enclosing vmap has`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: ${JSON.stringify(axisName)} })`,
  });
}

/** Applies a collective to every leaf of a tree. */
function collect<T>(
  operation: string,
  x: T,
  axisName: string,
  each: (array: NDArray, axis: NamedAxis) => NDArray,
): Mapped<T, NDArray> {
  const axis = axisNamed(operation, axisName);
  const { arrays, treedef } = flattenArrays(operation, "x", x);
  return treedef.unflatten(arrays.map((array) => each(array, axis))) as Mapped<T, NDArray>;
}

const numeric = (x: NDArray): NDArray => (x.dtype === "bool" ? convertElementType(x, "int32") : x);

/**
 * The sum over all members of a named axis, the same for each.
 *
 * @param x - a tree of arrays; a value that all members share counts once for each.
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { psum } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * const normalise = vmap((x) => x.div(psum(x, "i")), { axisName: "i" });
 * normalise(array([1, 3])).toList(); // → [0.25, 0.75]
 */
export function psum<T>(x: T, axisName: string): Mapped<T, NDArray> {
  return collect("psum", x, axisName, (array) => bind("psum", [numeric(array)], { axisName })[0]);
}

/**
 * The mean over all members of a named axis, the same for each; of integers it is a float.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { pmean } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.sub(pmean(x, "i")), { axisName: "i" })(array([1, 3])).toList(); // → [-1, 1]
 */
export function pmean<T>(x: T, axisName: string): Mapped<T, NDArray> {
  return collect("pmean", x, axisName, (array, { size }) => {
    const real = isFloat(array.dtype) ? array : convertElementType(array, floatOf(array.dtype));
    return div(bind("psum", [real], { axisName })[0], size);
  });
}

/**
 * The largest value among all members of a named axis, elementwise.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { pmax } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pmax(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [3, 3]
 */
export function pmax<T>(x: T, axisName: string): Mapped<T, NDArray> {
  return collect("pmax", x, axisName, (array) => bind("pmax", [array], { axisName })[0]);
}

/**
 * The smallest value among all members of a named axis, elementwise.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { pmin } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pmin(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [1, 1]
 */
export function pmin<T>(x: T, axisName: string): Mapped<T, NDArray> {
  return collect("pmin", x, axisName, (array) => bind("pmin", [array], { axisName })[0]);
}

/**
 * The values of all members of a named axis, stacked along a new first axis, the same for each.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { allGather } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => allGather(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [[1, 3], [1, 3]]
 */
export function allGather<T>(x: T, axisName: string): Mapped<T, NDArray> {
  return collect(
    "allGather",
    x,
    axisName,
    (array, { size }) => bind("allGather", [array], { axisName, axisSize: size })[0],
  );
}

/**
 * The position of the member along a named axis: an int32 scalar.
 *
 * @param axisName - the `axisName` of an enclosing `vmap`.
 * @throws UsageError if no enclosing vmap has named the axis.
 * @example
 * import { array } from "@proj/array";
 * import { axisIndex } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => x.add(axisIndex("i")), { axisName: "i" })(array([10, 20])).toList(); // → [10, 21]
 */
export function axisIndex(axisName: string): NDArray {
  axisNamed("axisIndex", axisName);
  return bind("axisIndex", [], { axisName })[0];
}
