import type { Mapped } from "@proj/tree";
import { outputTypes } from "../core/jaxpr/jaxpr.ts";
import { traceFunction } from "./make-jaxpr.ts";
import { ShapeDtypeStruct, type ShapesOf } from "./shape-dtype-struct.ts";

/**
 * The shapes and dtypes of what a function would return, without computing it.
 *
 * @param f - a function of trees of arrays, to a tree of arrays.
 * @param args - its arguments; a {@link ShapeDtypeStruct} may stand for any array.
 * @returns the result's tree with a {@link ShapeDtypeStruct} for each array.
 * @throws UsageError as the function itself would for these shapes.
 * @example
 * import { evalShape, ShapeDtypeStruct, type NDArray } from "@proj/array";
 * String(evalShape((x: NDArray) => x.T, new ShapeDtypeStruct([2, 3], "float32"))); // → "float32[3,2]"
 */
export function evalShape<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  ...args: ShapesOf<Args>
): Mapped<R, ShapeDtypeStruct> {
  const { jaxpr, outputTree } = traceFunction("evalShape", f, args);
  return outputTree.unflatten(
    outputTypes(jaxpr).map(({ shape, dtype, weakType }) => new ShapeDtypeStruct(shape, dtype, weakType)),
  ) as Mapped<R, ShapeDtypeStruct>;
}
