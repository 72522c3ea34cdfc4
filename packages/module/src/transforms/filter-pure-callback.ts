import { pureCallback, type PureCallbackOptions } from "@proj/array";
import {
  anyOption,
  choiceOption,
  functionOption,
  listOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { hideStatic, revealStatic } from "./static-leaf.ts";

const readers: OptionReaders<PureCallbackOptions> = {
  vmapMethod: choiceOption("sequential", "broadcastAll", "expandDims"),
};

/**
 * Calls a function of any trees on the host from inside of a compiled program, and goes on with what it returns.
 *
 * The function must be pure. Arrays among the arguments come as arrays with values, all other leaves as they are.
 *
 * @param callback - from trees to a tree of arrays or numbers.
 * @param resultShapeDtypes - a tree of `ShapeDtypeStruct`s, or of arrays, like what the function returns.
 * @param args - the function's arguments.
 * @param options - `vmapMethod`: what happens under `vmap`; see `pureCallback`.
 * @returns what the function returns, typed as `resultShapeDtypes`.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { filterJit, filterPureCallback } from "@proj/module";
 * const scale = (x: NDArray, by: string) => x.mul(Number(by));
 * filterJit((x: NDArray) => filterPureCallback(scale, x, [x, "3"]))(array([1, 2])).toList(); // → [3, 6]
 */
export function filterPureCallback<Args extends readonly unknown[], Result>(
  callback: (...args: Args) => unknown,
  resultShapeDtypes: Result,
  args: Args,
  options?: PureCallbackOptions,
): Result {
  readArgument("filterPureCallback", "callback", callback, functionOption());
  readArgument("filterPureCallback", "args", args, listOption(anyOption<unknown>()));
  const read = readOptions("filterPureCallback", options, readers);
  const onHost = (...hidden: readonly unknown[]): unknown => callback(...(revealStatic(hidden) as unknown as Args));
  return pureCallback(onHost, resultShapeDtypes, hideStatic(args), read) as Result;
}
