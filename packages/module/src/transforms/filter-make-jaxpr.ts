import { ShapeDtypeStruct, type NDArray, type TracedFunction } from "@proj/array";
import { functionOption, readArgument, traceFunction } from "@proj/array/core";
import { partition } from "../filter.ts";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/**
 * Shows which primitives a function of any trees applies.
 *
 * @param f - from any trees to any tree.
 * @returns a function of the same arguments, in which shapes and dtypes (`ShapeDtypeStruct`) may stand for arrays. It gives the
 *   program; the result with shapes and dtypes of its arrays and `null` elsewhere; and the result with its other leaves and
 *   `null` elsewhere.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterMakeJaxpr } from "@proj/module";
 * const [jaxpr, types, rest] = filterMakeJaxpr((x: NDArray, name: string) => ({ y: x.mul(2), name }))(array(1), "a");
 * String(jaxpr); // → "{ lambda ; a:f32[]. let b:f32[] = mul a 2.0:f32[] in (b,) }"
 * [String(types.y), types.name, rest.y, rest.name]; // → ["float32[]", null, null, "a"]
 */
export function filterMakeJaxpr<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
): (...args: Args) => [jaxpr: TracedFunction, types: Result, others: Result] {
  readArgument("filterMakeJaxpr", "f", f, functionOption());
  return (...args) => {
    const hidden = (...hiddenArgs: Args): Result => hideStatic(f(...revealStatic(hiddenArgs)));
    const traced = traceFunction("filterMakeJaxpr", hidden, hideStatic(args));
    const avals = traced.jaxpr.outputs.map(({ aval }) => new ShapeDtypeStruct(aval.shape, aval.dtype));
    const result = revealStatic(traced.outputTree.unflatten(avals)) as Result;
    const [types, others] = partition(result, (leaf) => leaf instanceof ShapeDtypeStruct);
    return [traced, types, others];
  };
}
