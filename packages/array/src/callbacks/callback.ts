import type { Mapped } from "@proj/tree";
import {
  anyOption,
  choiceOption,
  functionOption,
  listOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/tree/core";
import type { CallbackEffect, VmapMethod } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { flattenShapes, type ShapeDtypeStruct } from "../staging/shape-dtype-struct.ts";
import { userFunction } from "./user-function.ts";

/** Options of {@link pureCallback}. */
export interface PureCallbackOptions {
  /**
   * What happens under `vmap`: `"sequential"` calls the function for each member; `"broadcastAll"` calls it once, with a batch
   * axis in front of every array and of every result; `"expandDims"` too, but what all members share has length 1 there. Default: an
   * error.
   */
  readonly vmapMethod?: VmapMethod;
}

const readers: OptionReaders<PureCallbackOptions> = {
  vmapMethod: choiceOption("sequential", "broadcastAll", "expandDims"),
};

/** Calls a user's function from inside of whatever program is being written down. */
function bindCallback(
  operation: string,
  f: (...args: never[]) => unknown,
  resultShapeDtypes: unknown,
  args: readonly unknown[],
  effect: CallbackEffect,
  vmapMethod: VmapMethod | null,
): unknown {
  readArgument(operation, "callback", f, functionOption());
  const listed = readArgument(operation, "args", args, listOption(anyOption<unknown>()));
  const { avals, treedef } = flattenShapes(operation, "resultShapeDtypes", resultShapeDtypes);
  const operands = flattenArrays(operation, "args", listed);
  const results = bind("callback", operands.arrays, {
    function: userFunction(operation, f, operands.treedef, treedef),
    results: avals.map(({ shape, dtype }) => ({ shape, dtype, weakType: false })),
    effect,
    vmapMethod,
    hasToken: false,
  });
  return treedef.unflatten(results);
}

/**
 * Calls a function on the host from inside of a compiled program, and goes on with what it returns.
 *
 * The function must be pure: it may be called any number of times, also not at all, and its results may be used again. It has no
 * derivative; give one with `customJvp` or `customVjp`.
 *
 * @param callback - from trees of arrays on the host to a tree of arrays or numbers.
 * @param resultShapeDtypes - a tree of `ShapeDtypeStruct`s, or of arrays, like what the function returns.
 * @param args - the function's arguments, trees of arrays.
 * @param options - see {@link PureCallbackOptions}.
 * @returns what the function returns.
 * @throws UsageError when the function returns something else than it promised, under `vmap` without `vmapMethod`, when it is
 *   differentiated, and in a program that several processes run on XLA.
 * @example
 * import { array, pureCallback, ShapeDtypeStruct, type NDArray } from "@proj/array";
 * const median = (x: NDArray) => [...x.dataSync()].map(Number).sort((a, b) => a - b)[1]!;
 * pureCallback(median, new ShapeDtypeStruct([], "float32"), [array([3, 1, 2])]); // → 2
 */
export function pureCallback<Args extends readonly unknown[], Result>(
  callback: (...args: Args) => unknown,
  resultShapeDtypes: Result,
  args: Args,
  options?: PureCallbackOptions,
): Mapped<Result, NDArray, ShapeDtypeStruct> {
  const { vmapMethod = null } = readOptions("pureCallback", options, readers);
  return bindCallback("pureCallback", callback, resultShapeDtypes, args, "none", vmapMethod) as Mapped<
    Result,
    NDArray,
    ShapeDtypeStruct
  >;
}

/**
 * Calls a function on the host from inside of a compiled program, once for each time that the program gets there and in order, and
 * goes on with what it returns. The function may read files, count, or play a sound.
 *
 * @param callback - from trees of arrays on the host to a tree of arrays or numbers.
 * @param resultShapeDtypes - a tree of `ShapeDtypeStruct`s, or of arrays, like what the function returns; `null` for nothing.
 * @param args - the function's arguments, trees of arrays.
 * @returns what the function returns.
 * @throws UsageError when the function returns something else than it promised, under `vmap`, when it is differentiated, and in a
 *   program that several processes run on XLA.
 * @example
 * import { array, ioCallback, ShapeDtypeStruct } from "@proj/array";
 * let calls = 0;
 * ioCallback(() => ++calls, new ShapeDtypeStruct([], "int32"), []); // → 1
 */
export function ioCallback<Args extends readonly unknown[], Result>(
  callback: (...args: Args) => unknown,
  resultShapeDtypes: Result,
  args: Args,
): Mapped<Result, NDArray, ShapeDtypeStruct> {
  return bindCallback("ioCallback", callback, resultShapeDtypes, args, "io", null) as Mapped<
    Result,
    NDArray,
    ShapeDtypeStruct
  >;
}
