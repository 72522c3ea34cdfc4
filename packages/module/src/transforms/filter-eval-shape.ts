import { functionOption, readArgument } from "@proj/array/core";
import { evalShape } from "@proj/array";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/**
 * What a function of any trees would return, without computing it: for arrays their shapes and dtypes, for other leaves
 * themselves.
 *
 * @param f - the function.
 * @param args - its arguments, in which shapes and dtypes (`ShapeDtypeStruct`) may stand for arrays.
 * @returns a tree like the result, with a `ShapeDtypeStruct` for each array; typed as the result.
 * @example
 * import { filterEvalShape, MLP } from "@proj/module";
 * import { key } from "@proj/random";
 * const shapes = filterEvalShape(() => MLP.init(2, 1, { widthSize: 1000, depth: 3, key: key(0) }));
 * String(shapes.layers[1]!.weight); // → "float32[1000,1000]"
 */
export function filterEvalShape<Args extends readonly unknown[], Result>(
  f: (...args: Args) => Result,
  ...args: Args
): Result {
  readArgument("filterEvalShape", "f", f, functionOption());
  const hidden = (...hiddenArgs: Args): Result => hideStatic(f(...revealStatic(hiddenArgs)));
  const shapes: unknown = evalShape(hidden, ...(hideStatic(args) as never));
  return revealStatic(shapes) as Result;
}
